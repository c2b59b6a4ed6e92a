import { findMatches } from './matches.js';

/**
 * LZ4 as Kafka reads it: the frame format with independent blocks
 * (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md), and the block format beside it.
 */

/** Magic, version 1 with independent blocks and no checksums, blocks of 64 KiB; the checksum of these two bytes. */
const HEAD = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]);
const BLOCK = 64 * 1024;
const LENGTH_BYTES = 4;
/** Set in the length of a block that is stored as it is. */
const STORED = 0x80000000;

/** Matches reach so far back, and the last bytes of a block are literals: 12 before the last match may begin, 5 behind it. */
const REACH = { reach: 65_535, tail: 12 };
const SHORTEST = 4;

/** Compresses into one frame. */
export function lz4Frame(bytes: Uint8Array): Buffer {
  const blocks = Math.ceil(bytes.length / BLOCK);
  const frame = Buffer.allocUnsafe(HEAD.length + blocks * (LENGTH_BYTES + worstLength(BLOCK)) + LENGTH_BYTES);
  let at = HEAD.copy(frame);
  for (let from = 0; from < bytes.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, bytes.length);
    const end = writeBlock(bytes, from, to, frame, at + LENGTH_BYTES);
    const length = end - at - LENGTH_BYTES;
    if (length < to - from) {
      frame.writeUInt32LE(length, at);
      at = end;
    } else {
      frame.writeUInt32LE(STORED + to - from, at);
      frame.set(bytes.subarray(from, to), at + LENGTH_BYTES);
      at += LENGTH_BYTES + to - from;
    }
  }
  frame.writeUInt32LE(0, at);
  return frame.subarray(0, at + LENGTH_BYTES);
}

function worstLength(bytes: number): number {
  return bytes + Math.ceil(bytes / 255) + 16;
}

/** @returns where the block ends. */
function writeBlock(bytes: Uint8Array, from: number, to: number, into: Buffer, start: number): number {
  let at = start;
  const sequence = (literals: number, count: number, matched: number) => {
    into[at++] = (Math.min(count, 15) << 4) | Math.min(matched, 15);
    if (count >= 15) at = writeLength(into, at, count - 15);
    for (let index = 0; index < count; index++) into[at++] = bytes[literals + index]!;
  };
  const match = (literals: number, count: number, distance: number, length: number) => {
    sequence(literals, count, length - SHORTEST);
    into[at++] = distance & 0xff;
    into[at++] = distance >>> 8;
    if (length - SHORTEST >= 15) at = writeLength(into, at, length - SHORTEST - 15);
  };
  const rest = findMatches(bytes, from, to, REACH, { match });
  sequence(rest, to - rest, 0);
  return at;
}

function writeLength(into: Buffer, at: number, length: number): number {
  let next = at;
  let rest = length;
  for (; rest >= 255; rest -= 255) into[next++] = 255;
  into[next++] = rest;
  return next;
}
