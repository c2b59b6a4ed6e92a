import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, stateFailure } from './failure.js';

/** What a file of rejects is called while a replay works on it. */
const TAKEN = '.replay';

/** The two names of a file of rejects, whichever of them is given. */
export function namesOf(path: string): { readonly home: string; readonly taken: string } {
  const home = path.endsWith(TAKEN) ? path.slice(0, -TAKEN.length) : path;
  return { home, taken: home + TAKEN };
}

/** The files of rejects in a folder, the oldest first. Throws `StateError`. */
export async function rejectFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => namesOf(name).home.endsWith('.ndjson'))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw stateFailure('read', folder, error);
  }
}

/**
 * Bytes that the files of rejects in a folder hold together.
 * @param except a file that is not counted.
 */
export async function sizeOfRejects(folder: string, except?: string): Promise<number> {
  let size = 0;
  for (const path of await rejectFiles(folder)) {
    if (path === except) continue;
    // One that is gone was taken, or emptied, by a replay just now.
    const stats = await stat(path).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    size += stats?.size ?? 0;
  }
  return size;
}
