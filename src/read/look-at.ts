import { InputError } from '../model/errors.js';
import { openFile } from './file-input.js';
import type { InputFile } from './input.js';

/** Opens a file to look at what it holds, decompressed; undefined where no log is at that path. */
export async function lookAtLog(
  path: string,
): Promise<(InputFile & { path: string; close(): Promise<void> }) | undefined> {
  try {
    const input = await openFile(path, { maxSize: 0, holes: true });
    return input.file && { ...input.file, path, close: () => input.close() };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
    // A file that may not be read can't be told from the one that is looked for.
    if (code === 'EACCES' || code === 'EPERM') throw error;
    return undefined;
  }
}
