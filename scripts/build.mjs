// Compiles src/ and the kernel into dist/, and bundles the program into dist/program/, which is what `bin/` runs and what
// is published: each module of its own costs a process that starts about half a millisecond. Each file is replaced in one step, and only where it changed, so that a
// logship that runs from dist/ meanwhile never reads half a file; what has no source any more goes away.
//
//   node scripts/build.mjs             builds
//   node scripts/build.mjs --if-stale  builds if a source changed since the last build

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { buildKernel } from './build-kernel.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = path.join(root, 'dist');
const stamp = path.join(dist, '.built-from');

/**
 * The files under a folder, relative to it, sorted.
 * @param {string} folder
 */
function filesUnder(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Tells one state of the sources from another, by content. */
function sourceState() {
  const hash = createHash('sha256');
  const sources = filesUnder(path.join(root, 'src')).map((file) => path.join('src', file));
  for (const file of [...sources, 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json']) {
    hash
      .update(`${file}\0`)
      .update(fs.readFileSync(path.join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} file */
function contentOf(file) {
  return fs.existsSync(file) ? fs.readFileSync(file) : undefined;
}

/**
 * Makes dist/ equal to a finished build.
 * @param {string} built
 */
function moveInto(built) {
  const files = filesUnder(built);
  for (const file of files) {
    const from = path.join(built, file);
    const to = path.join(dist, file);
    if (contentOf(to)?.equals(fs.readFileSync(from))) continue;
    fs.mkdirSync(path.dirname(to), { recursive: true });
    fs.renameSync(from, to);
  }
  const wanted = new Set(files);
  for (const file of filesUnder(dist)) {
    if (!wanted.has(file)) fs.rmSync(path.join(dist, file), { force: true });
  }
}

/**
 * Writes the command line and the library as a few files: what a command imports when it runs stays apart, and so do libraries.
 * @param {string} folder
 */
async function bundleProgram(folder) {
  const program = await rolldown({
    cwd: root,
    input: { main: 'src/cli/main.ts', version: 'src/cli/version.ts', index: 'src/index.ts' },
    platform: 'node',
    external: (name) => !name.startsWith('.') && !path.isAbsolute(name),
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    // Commands import all that they need when they run, and some of it may be there by then.
    checks: { ineffectiveDynamicImport: false },
  });
  await program.write({
    dir: folder,
    format: 'esm',
    sourcemap: true,
    chunkFileNames: '[name].js',
    // Each file costs a start a third of a millisecond, code that is not run costs next to nothing: what several
    // commands share is two files, the lighter one for help. The version shares nothing, since it is asked for most.
    codeSplitting: {
      groups: [
        { name: 'base', priority: 1, minShareCount: 2, test: /\/src\/(?:cli\/(?!version\.)|config|kit|model|ui)/ },
        // What loads a large module of Node (TLS, zlib) waits until it is needed.
        { name: 'shared', minShareCount: 2, test: /\/src\/(?!cli\/|sinks\/(?!logstash\/)|read\/gzip\.)/ },
      ],
    },
  });
}

/** Builds; the exit code is the compilers'. Files are written even if types don't fit, as tsc does. */
async function build() {
  const state = sourceState();
  fs.mkdirSync(dist, { recursive: true });
  const built = fs.mkdtempSync(path.join(root, 'node_modules', '.logship-build-'));
  try {
    const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const compiler = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', built], {
      cwd: root,
      stdio: 'inherit',
    });
    await bundleProgram(path.join(built, 'program'));
    const kernel = await buildKernel(path.join(built, 'lane', 'kernel.wasm'));
    moveInto(built);
    if (compiler.status === 0 && kernel) fs.writeFileSync(stamp, state);
    return kernel ? (compiler.status ?? 1) : 1;
  } finally {
    fs.rmSync(built, { recursive: true, force: true });
  }
}

const fresh = process.argv.includes('--if-stale') && contentOf(stamp)?.toString() === sourceState();
process.exitCode = fresh ? 0 : await build();
