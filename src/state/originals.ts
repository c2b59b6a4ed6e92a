import { statSync, type Stats } from 'node:fs';
import { sameFile } from '../kit/same-file.js';
import type { Checkpoint } from './checkpoint.js';
import type { FileView, LookAt } from './file-view.js';
import { Head } from './source-entry.js';
import type { SourceEntry } from './source-entry.js';
import { holdsAll } from './source-match.js';

/** Milliseconds that a change must be old: the times of files are coarse, and a second one may not show. */
const COARSE = 100;

/** Tells which sources still are where they were, and looks into a file only where it may have changed since. */
export class Originals {
  readonly #lookAt: LookAt;
  /** By source key: how the file was that was found to be in place. */
  readonly #found = new Map<string, Stats>();

  constructor(lookAt: LookAt) {
    this.#lookAt = lookAt;
  }

  /**
   * Whether the path of an entry still holds a file of its own with the same content. `file` is then a second file: two
   * logs with equal content are two logs. Where it can't be told, it does: a duplicate is better than a loss.
   * @param checkpoints of the entry; asked for where they are needed. Throws what that throws.
   */
  async inPlace(entry: SourceEntry, file: FileView, checkpoints: () => Promise<Checkpoint[]>): Promise<boolean> {
    if (entry.path === file.path) return false;
    const stats = statsOf(entry.path);
    if (stats && sameFile(stats, file)) return false;
    const found = this.#found.get(entry.key);
    if (stats && found && isUnchanged(found, stats)) return true;
    this.#found.delete(entry.key);
    if (!(await this.#holds(entry, file, await checkpoints()))) return false;
    if (stats && Date.now() - Math.max(stats.mtimeMs, stats.ctimeMs) > COARSE) this.#found.set(entry.key, stats);
    return true;
  }

  async #holds(entry: SourceEntry, file: FileView, checkpoints: readonly Checkpoint[]): Promise<boolean> {
    try {
      const original = await this.#lookAt(entry.path);
      if (!original) return false;
      try {
        if (sameFile(original, file)) return false;
        return (await Head.read(original)).has(entry.fingerprint) && (await holdsAll(original, checkpoints));
      } finally {
        await original.close();
      }
    } catch {
      return true;
    }
  }
}

/** Undefined where nothing is, and where it can't be told: opening it then says more. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function isUnchanged(before: Stats, now: Stats): boolean {
  const { dev, ino, size, mtimeMs, ctimeMs } = before;
  return sameFile({ dev, ino }, now) && size === now.size && mtimeMs === now.mtimeMs && ctimeMs === now.ctimeMs;
}
