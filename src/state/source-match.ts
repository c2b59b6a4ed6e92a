import { sameFile } from '../kit/same-file.js';
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

/** Milliseconds that a file may seem to be born behind its entry: file systems have clocks of their own. */
const COARSE = 2000;

/**
 * Puts the entries first that `file` is most likely to be: the one with its inode; then the one that knows most of the
 * content, since many a file begins as a half-written line did that was all of another one, and the names of rotated
 * files are taken by one after the other; then the one with its path; of equals the youngest, since an inode that was
 * truncated and rewritten has had several.
 */
export function likeliestFirst(file: FileView, entries: readonly SourceEntry[]): SourceEntry[] {
  const hasInode = new Set(entries.filter((entry) => sameFile(entry, file) && !isBornBehind(entry, file)));
  const first = (a: boolean, b: boolean) => Number(b) - Number(a);
  return entries.toSorted(
    (a, b) =>
      first(hasInode.has(a), hasInode.has(b)) ||
      (hasInode.has(a) ? 0 : b.fingerprint.length - a.fingerprint.length) ||
      first(a.path === file.path, b.path === file.path) ||
      b.createdAt.localeCompare(a.createdAt),
  );
}

/** Whether the inode of an entry was given to another file since. A file system may tell no birth time. */
function isBornBehind({ createdAt }: SourceEntry, { birthtimeMs }: FileView): boolean {
  return birthtimeMs > Date.parse(createdAt) + COARSE;
}
