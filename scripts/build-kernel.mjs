// Compiles src/lane/kernel/ (AssemblyScript) into WebAssembly.

import process from 'node:process';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

// Warning 112 is of vectors that pass between functions: in the kernel they do, and never out of it.
const OPTIONS =
  '-O3 --converge --noAssert --runtime stub --importMemory --noExportMemory --zeroFilledMemory ' +
  '--enable simd --disableWarning 112';

/**
 * Writes the kernel's module; false where it has a fault, which is then told.
 * @param {string} file
 */
export async function buildKernel(file) {
  const entry = fileURLToPath(new URL('../src/lane/kernel/index.ts', import.meta.url));
  const { error } = await asc.main([entry, '--baseDir', '/', '--outFile', file, ...OPTIONS.split(' ')], {
    stdout: process.stdout,
    stderr: process.stderr,
  });
  return error === null;
}
