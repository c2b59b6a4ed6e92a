import { inodeOf, type Inode } from './same-file.js';

const PIECE = 1024 * 1024;
/** How many files are remembered. */
const MANY = 1024;

/** A file that may begin with a hole. */
export interface Holed extends Inode {
  /** Gives fewer bytes than asked for only at the end of the file. */
  readAt(offset: number, length: number): Promise<Uint8Array>;
}

/** Bytes of a file, and where they are. */
export interface Start {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** How many NUL bytes files were found to begin with, by inode: a hole may be gigabytes, and is asked for often. */
const measured = new Map<string, number>();

/**
 * How many NUL bytes a file begins with. A program that writes on at its old place, after its file was truncated,
 * leaves such a hole in front of what it writes. A large one is read once for each content that an inode has.
 */
export async function leadingNuls(file: Holed): Promise<number> {
  const [first] = await file.readAt(0, 1);
  if (first !== 0) return 0;
  const inode = inodeOf(file);
  const known = measured.get(inode);
  if (known !== undefined && (await endsAt(file, known))) return known;
  measured.delete(inode);
  const { length, isWhole } = await measure(file);
  if (length >= PIECE && isWhole) remember(inode, length);
  return length;
}

/** What a file begins with behind its hole: at most so many bytes of one and the same content. */
export async function startOf(file: Holed, length: number): Promise<Start> {
  for (;;) {
    const at = await leadingNuls(file);
    const bytes = await file.readAt(at, length);
    if (await holds(file, { at, bytes })) return { at, bytes };
  }
}

/** It may have been truncated, and written again, while it was read: what was read first is of another content then. */
async function holds(file: Holed, { at, bytes }: Start): Promise<boolean> {
  if (bytes[0] === 0 || (at > 0 && (await leadingNuls(file)) !== at)) return false;
  return Buffer.compare(await file.readAt(at, bytes.length), bytes) === 0;
}

/** Whether the hole that a file begins with still ends there. */
async function endsAt(file: Holed, length: number): Promise<boolean> {
  const [last, next] = await file.readAt(length - 1, 2);
  return last === 0 && next !== undefined && next !== 0;
}

/** Whether a hole is whole: something stands behind it. */
async function measure(file: Holed): Promise<{ length: number; isWhole: boolean }> {
  for (let at = 1; ;) {
    const bytes = await file.readAt(at, PIECE);
    const other = firstOther(bytes);
    if (other >= 0) return { length: at + other, isWhole: true };
    at += bytes.length;
    if (bytes.length === 0) return { length: at, isWhole: false };
  }
}

function remember(inode: string, length: number): void {
  measured.set(inode, length);
  const [oldest] = measured.keys();
  if (measured.size > MANY) measured.delete(oldest!);
}

const NULS = Buffer.alloc(PIECE);

/** The first byte that is no NUL; -1 where all are. A hole may be large, and a look at each byte takes its time. */
function firstOther(bytes: Uint8Array): number {
  if (NULS.compare(bytes, 0, bytes.length, 0, bytes.length) === 0) return -1;
  return bytes.findIndex((byte) => byte !== 0);
}
