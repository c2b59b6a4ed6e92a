import type { Checkpoint } from './checkpoint.js';
import type { FileView } from './file-view.js';
import { sampleHolds } from './fingerprint.js';
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
