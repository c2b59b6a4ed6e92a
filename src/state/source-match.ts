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

/** What speaks for an entry, the most telling first. */
const SAME_INODE = 0;
const SAME_PATH = 1;
const SAME_CONTENT = 2;

/**
 * Puts the entries first that `file` is most likely to be: same inode, then same path; of equals the youngest, since
 * an inode that was truncated and rewritten has had several. Where neither speaks for an entry, the one that knows most
 * of the content comes first: many a file begins as a half-written line did that was all of another one.
 */
export function likeliestFirst(file: FileView, entries: readonly SourceEntry[]): SourceEntry[] {
  const ranked = entries.map((entry) => ({ entry, rank: rankOf(entry, file) }));
  const known = ({ entry, rank }: (typeof ranked)[number]) => (rank === SAME_CONTENT ? entry.fingerprint.length : 0);
  return ranked
    .toSorted((a, b) => a.rank - b.rank || known(b) - known(a) || b.entry.createdAt.localeCompare(a.entry.createdAt))
    .map(({ entry }) => entry);
}

function rankOf(entry: SourceEntry, file: FileView): number {
  if (sameFile(entry, file) && !isBornBehind(entry, file)) return SAME_INODE;
  return entry.path === file.path ? SAME_PATH : SAME_CONTENT;
}

/** Whether the inode of an entry was given to another file since. A file system may tell no birth time. */
function isBornBehind({ createdAt }: SourceEntry, { birthtimeMs }: FileView): boolean {
  return birthtimeMs > Date.parse(createdAt) + COARSE;
}
