import { inodeOf, sameFile } from '../../kit/same-file.js';
import type { Input, InputFile } from '../../read/input.js';
import { openLog } from '../../read/look-at.js';
import { rotatedFrom } from '../../read/tail/rotated-names.js';
import { statsOf } from '../../read/tail/stats-of.js';
import { beginsAs } from './copies.js';
import type { Past } from './past.js';

/** A file that had the name of a followed one, and of which something may be unread. */
export interface Predecessor {
  readonly path: string;
  readonly dev: number;
  readonly ino: number;
  /** Of its source; undefined where no earlier run has met it. */
  readonly key: string | undefined;
}

/**
 * How a file is followed by itself: it has lost the name that is asked about and is read on (`here`), or it, or the one
 * that it is a copy of, is followed by another name (`elsewhere`).
 */
export type Followed = 'here' | 'elsewhere';

/** @returns undefined where a file is not followed. */
export type HowFollowed = (path: string, file: InputFile) => Promise<Followed | undefined>;

/** What is known of a file that was rotated. */
interface Rotated {
  readonly key: string | undefined;
  readonly followed: Followed | undefined;
}

/** How to find the predecessors of a file. */
export interface Search {
  readonly past: Past;
  readonly howFollowed: HowFollowed;
}

/**
 * Finds what a followed name stood for before, while nobody followed it: the file that an earlier run knew by that
 * name, found again by its content, and those that were rotated after it. Where that one is not kept any more, those
 * are as well that came into being since the name was first begun. The oldest first.
 */
export async function predecessorsOf(path: string, search: Search): Promise<Predecessor[]> {
  const { past } = search;
  const found: Predecessor[] = [];
  let passed = false;
  for (const one of await rotatedBefore(path, search)) {
    // One that was met under a name that rotation had given it is as good as one that was followed: a run that was cut
    // off while it went on there had not come to the next one.
    passed ||= one.key !== undefined || (await past.isYounger(path, timesOf(one.path)));
    // Of those that no run has met, the ones that are older than what was read last were never to be followed.
    if (passed && (one.key !== undefined || !(await isCopyOf(path, one)))) found.push(one);
  }
  return found;
}

/**
 * Every log that was rotated from a name and is not followed, the oldest first. Rotation that goes on meanwhile hides
 * none.
 */
async function rotatedBefore(path: string, { past, howFollowed }: Search): Promise<Predecessor[]> {
  const looked = new Map<string, Rotated>();
  const lookAt = async (name: string, file: InputFile): Promise<Rotated> => {
    const followed = await howFollowed(name, file);
    return { key: followed ? undefined : await past.keyOf(name, file), followed };
  };
  for (;;) {
    const found: Predecessor[] = [];
    const before = looked.size;
    let behind = false;
    for (const name of rotatedFrom(path)) {
      const input = await openLog(name);
      if (!input?.file) continue;
      const { dev, ino } = input.file;
      const identity = inodeOf(input.file);
      const { key, followed } = looked.get(identity) ?? (await lookAt(name, input.file));
      looked.set(identity, { key, followed });
      await input.close();
      // What is rotated behind one that is followed comes behind it: who follows that one finds it.
      behind ||= followed === 'here';
      // Nothing is to be had of one that is empty, and it may be a copy that is being made.
      const mayBeRead = !behind && input.size !== 0;
      if (!followed && (key !== undefined || mayBeRead)) found.push({ path: name, dev, ino, key });
    }
    if (looked.size === before) return found;
  }
}

/** One that is gone is older than any. */
function timesOf(path: string): { readonly birthtimeMs: number; readonly mtimeMs: number } {
  return statsOf(path) ?? { birthtimeMs: 0, mtimeMs: 0 };
}

/** Opens what was found; undefined where another file, or none, is at its path: it was rotated meanwhile. */
export async function openPredecessor(one: Predecessor): Promise<Input | undefined> {
  const input = await openLog(one.path);
  if (!input || sameFile(one, input.file)) return input;
  await input.close();
  return undefined;
}

/** Whether a file is a copy of the one at `path`, which is about to be truncated. */
async function isCopyOf(path: string, one: Predecessor): Promise<boolean> {
  const [original, copy] = [await openLog(path), await openPredecessor(one)];
  try {
    return original?.file !== undefined && copy?.file !== undefined && (await beginsAs(copy.file, original.file));
  } finally {
    await original?.close();
    await copy?.close();
  }
}
