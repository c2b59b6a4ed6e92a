import { randomBytes } from 'node:crypto';
import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, stateFailure } from './failure.js';
import { SOURCE_ENTRY } from './source-entry.js';
import type { SourceEntry } from './source-entry.js';
import { readVersioned } from './versioned-file.js';
import type { StateContext } from './versioned-file.js';

/**
 * Claims the key of a new entry for it, so that no other source is ever given the same. Resolves with the entry that
 * has the key now: this one, or the one of whoever came first; undefined where that can't be read.
 * Throws `StateError`.
 */
export async function claimKey(
  folder: string,
  entry: SourceEntry,
  context: StateContext,
): Promise<SourceEntry | undefined> {
  const path = join(folder, `${entry.key}.json`);
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    writeFileSync(temporary, `${JSON.stringify(entry)}\n`, { mode: 0o600, flag: 'wx' });
    linkSync(temporary, path);
    return entry;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw stateFailure('write', path, error);
    return readVersioned(path, SOURCE_ENTRY, context);
  } finally {
    rmSync(temporary, { force: true });
  }
}
