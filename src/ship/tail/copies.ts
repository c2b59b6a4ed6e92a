import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { leadingNuls } from '../../kit/leading-nuls.js';
import { sameFile } from '../../kit/same-file.js';
import { InputError } from '../../model/errors.js';
import type { Input, InputFile } from '../../read/input.js';
import { openLog } from '../../read/look-at.js';
import { statsOf } from '../../read/tail/stats-of.js';
import { Generation } from '../../read/tail/generation.js';
import { rotatedFrom } from '../../read/tail/rotated-names.js';
import type { Reader } from './reader.js';

const HEAD = 1024;

/** A copy that a file goes on in, and the reader that had found it by itself. */
export interface Continued {
  readonly copy: Generation;
  readonly other: Reader | undefined;
  /** Bytes that stood behind the copy, and that nobody has read. */
  readonly lost: number;
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
  for await (const copy of rotatedFiles(path)) {
    const other = [...readers].find((reader) => sameFile(reader.generation, copy));
    if (!other?.opened && (await generation.isCopiedBy(copy))) {
      return { copy, other, lost: await generation.continueIn(copy) };
    }
    await copy.close();
  }
  return undefined;
}

/**
 * Bytes of the copy that was made of a file before it was truncated, whoever ships it; 0 where there is none.
 * @param path the name that is followed.
 */
export async function sizeOfCopy(generation: Generation, path: string): Promise<number> {
  for await (const copy of rotatedFiles(path)) {
    const isIt = await generation.isCopiedBy(copy);
    await copy.close();
    if (isIt) return copy.size;
  }
  return 0;
}

/**
 * Opens the compressed copy of a file that is not to be had any more: it was rotated while it was closed, or copied and
 * truncated, and compressed before anybody looked.
 * @param path the name that is followed.
 */
export async function openArchive(generation: Generation, path: string): Promise<Input | undefined> {
  for (const name of rotatedFrom(path).toReversed()) {
    // Compression keeps the time of the last change, as some do in whole seconds.
    const isOlder = (statsOf(name)?.mtimeMs ?? 0) < Math.floor(generation.writtenAt / 1000) * 1000;
    if (isOlder || !name.endsWith('.gz')) continue;
    const input = await openLog(name);
    if (input?.file && (await isCopy(generation, input.file))) return input;
    await input?.close();
  }
  return undefined;
}

/** Whether there is a copy of a file among others, that is not compressed. */
export async function hasCopy(generation: Generation, others: readonly Generation[]): Promise<boolean> {
  for (const other of others) if (await isCopy(generation, other)) return true;
  return false;
}

/** One that turns out to be damaged is none. */
async function isCopy(generation: Generation, file: InputFile): Promise<boolean> {
  try {
    return await generation.isCopiedBy(file);
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/**
 * Whether two files begin with the same bytes, as far as the shorter one of them goes: the same hole, and the same
 * behind it. One that is gone does not.
 */
export async function holdSame(a: Generation, b: Generation): Promise<boolean> {
  if (Math.min(a.size, b.size) === 0) return false;
  return b.using(async () => {
    if (!(await b.reopen())) return false;
    const [hole, other] = [await leadingNuls(a), await leadingNuls(b)];
    const length = Math.min(a.size - hole, b.size - hole, HEAD);
    if (hole !== other || length <= 0) return false;
    const heads = await Promise.all([a.readAt(hole, length), b.readAt(hole, length)]);
    return Buffer.compare(...heads) === 0;
  });
}

/**
 * Whether a file begins with all that a copy of it begins with: the same hole, and the same behind it. One that is
 * shorter does not, nor does one that is not where it was.
 */
export async function beginsAs(copy: InputFile, original: InputFile): Promise<boolean> {
  try {
    const [hole, other] = [await leadingNuls(copy), await leadingNuls(original)];
    if (hole !== other) return false;
    const [head, start] = [await copy.readAt(hole, HEAD), await original.readAt(hole, HEAD)];
    return head.length > 0 && Buffer.compare(head, start.subarray(0, head.length)) === 0;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** The files that were rotated from a name, as they are, the youngest first. Who is given one closes it. */
async function* rotatedFiles(path: string): AsyncGenerator<Generation> {
  for (const name of rotatedFrom(path).toReversed()) {
    const file = await openCopy(name);
    if (file) yield file;
  }
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
