import { InputError } from '../model/errors.js';
import { openFile } from './file-input.js';
import type { Input, InputFile } from './input.js';

/**
 * Opens what may be a log; undefined where nothing is, or nothing that can be read as a log: it may be anything that has
 * a similar name.
 */
export async function openLog(path: string): Promise<Input | undefined> {
  try {
    return await openFile(path, { maxSize: 0, holes: true });
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

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
