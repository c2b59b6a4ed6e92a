import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { Generation } from '../../read/tail/generation.js';
import { rotatedFrom } from '../../read/tail/rotated-names.js';
import type { Reader } from './reader.js';

const HEAD = 1024;

/** A copy that a file goes on in, and the reader that had found it by itself. */
export interface Continued {
  readonly copy: Generation;
  readonly other: Reader | undefined;
}

/**
 * Looks for the copy that was made of a file before it was truncated, and lets it go on there.
 * @param path the name that is followed.
 */
export async function continueInCopy(
  generation: Generation,
  path: string,
  readers: Iterable<Reader>,
): Promise<Continued | undefined> {
  if (generation.seen === 0) return undefined;
  for (const name of (await rotatedFrom(path)).toReversed()) {
    const copy = await openCopy(name);
    if (!copy) continue;
    const other = [...readers].find((reader) => isSame(reader.generation, copy));
    if (!other?.opened && (await generation.isCopiedBy(copy))) {
      await generation.continueIn(copy);
      return { copy, other };
    }
    await copy.close();
  }
  return undefined;
}

/** Whether two files begin with the same bytes, as far as the shorter one of them goes. One that is gone does not. */
export async function holdSame(a: Generation, b: Generation): Promise<boolean> {
  const length = Math.min(a.size, b.size, HEAD);
  if (length === 0 || !(await b.reopen())) return false;
  const heads = await Promise.all([a.readAt(0, length), b.readAt(0, length)]);
  return Buffer.compare(...heads) === 0;
}

function isSame(a: Generation, b: Generation): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

async function openCopy(path: string): Promise<Generation | undefined> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const { dev, ino, birthtimeMs, mtimeMs, size } = await handle.stat();
    return new Generation({ name: path, path, handle, dev, ino, birthtimeMs, mtimeMs, size, first: false });
  } catch {
    return undefined;
  }
}
