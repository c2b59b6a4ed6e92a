import type { Checkpoint } from './checkpoint.js';
import type { FileView, LookAt } from './file-view.js';
import { sampleHolds } from './fingerprint.js';
import { Head } from './source-entry.js';
import type { SourceEntry } from './source-entry.js';

/** Whether a file reaches every acknowledged offset, and still holds there what was acknowledged. */
export async function holdsAll(file: FileView, checkpoints: readonly Checkpoint[]): Promise<boolean> {
  for (const { offset, tail } of checkpoints) {
    if (!(await sampleHolds(file.readAt, offset, tail))) return false;
  }
  return true;
}

/** Whether two views are of one file, now. */
export function sameFile(a: Pick<FileView, 'dev' | 'ino'>, b: Pick<FileView, 'dev' | 'ino'>): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

/**
 * Puts the entries first that `file` is most likely to be: same inode, then same path; of equals the youngest, since
 * an inode that was truncated and rewritten has had several.
 */
export function likeliestFirst(file: FileView, entries: readonly SourceEntry[]): SourceEntry[] {
  const rank = (entry: SourceEntry): number => (sameFile(entry, file) ? 0 : entry.path === file.path ? 1 : 2);
  return entries.toSorted((a, b) => rank(a) - rank(b) || b.createdAt.localeCompare(a.createdAt));
}

/**
 * Whether the path of an entry still holds a file of its own with the same content. `file` is then a second file: two
 * logs with equal content are two logs. Where it can't be told, it does: a duplicate is better than a loss.
 */
export async function stillInPlace(
  entry: SourceEntry,
  checkpoints: readonly Checkpoint[],
  file: FileView,
  lookAt: LookAt,
): Promise<boolean> {
  if (entry.path === file.path) return false;
  try {
    const original = await lookAt(entry.path);
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
