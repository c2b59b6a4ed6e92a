import { findMatches } from './matches.js';

/** Snappy's raw format (https://github.com/google/snappy/blob/main/format_description.txt), which every reader of Kafka takes. */

const BLOCK = 64 * 1024;
const REACH = { reach: 65_535, tail: 0 };
/** A copy element with an offset of two bytes is at most so long. */
const LONGEST_COPY = 64;

export function snappyBlock(bytes: Uint8Array): Buffer {
  const into = Buffer.allocUnsafe(32 + bytes.length + Math.ceil(bytes.length / 6));
  let at = writeLength(into, bytes.length);
  const literal = (from: number, count: number) => {
    if (count === 0) return;
    if (count <= 60) into[at++] = (count - 1) << 2;
    else if (count <= 256) {
      into[at++] = 60 << 2;
      into[at++] = count - 1;
    } else {
      into[at++] = 61 << 2;
      into[at++] = (count - 1) & 0xff;
      into[at++] = (count - 1) >>> 8;
    }
    for (let index = 0; index < count; index++) into[at++] = bytes[from + index]!;
  };
  const match = (literals: number, count: number, distance: number, length: number) => {
    literal(literals, count);
    for (let left = length; left > 0; left -= LONGEST_COPY) {
      into[at++] = ((Math.min(left, LONGEST_COPY) - 1) << 2) | 2;
      into[at++] = distance & 0xff;
      into[at++] = distance >>> 8;
    }
  };
  for (let from = 0; from < bytes.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, bytes.length);
    const rest = findMatches(bytes, from, to, REACH, { match });
    literal(rest, to - rest);
  }
  return into.subarray(0, at);
}

/** The length of what was compressed, seven bits a byte. */
function writeLength(into: Buffer, length: number): number {
  let at = 0;
  let rest = length;
  for (; rest >= 0x80; rest >>>= 7) into[at++] = (rest & 0x7f) | 0x80;
  into[at] = rest;
  return at + 1;
}
