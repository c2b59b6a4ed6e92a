/** Finds bytes that stood earlier in the same block, for the formats of the LZ77 family: greedy, with one table. */

const HASH_BITS = 14;
const SHORTEST = 4;

/** Told from front to back: so many literal bytes from `literals` on, then a copy of `length` bytes from `distance` back. */
export interface MatchTaker {
  match(literals: number, count: number, distance: number, length: number): void;
}

// Kept between calls, which are never nested. A place counts only where the bytes are the same, so what is left over from
// another block does no harm.
const table = new Int32Array(1 << HASH_BITS);

/**
 * Walks over `bytes[from, to)`, whose matches lie in it too, at most `reach` back. The last `tail` bytes are in no match.
 * @returns where the literals begin that follow the last match.
 */
export function findMatches(
  bytes: Uint8Array,
  from: number,
  to: number,
  { reach, tail }: { readonly reach: number; readonly tail: number },
  taker: MatchTaker,
): number {
  const last = to - Math.max(tail, SHORTEST);
  const end = to - tail;
  let literals = from;
  let at = from;
  let misses = 0;
  while (at <= last) {
    const word = wordAt(bytes, at);
    const slot = Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
    const candidate = table[slot]!;
    table[slot] = at;
    const near = candidate >= from && candidate < at && at - candidate <= reach;
    if (!near || wordAt(bytes, candidate) !== word) {
      // Where nothing matches for long, steps grow.
      at += 1 + (misses++ >>> 6);
      continue;
    }
    let length = SHORTEST;
    while (at + length < end && bytes[candidate + length] === bytes[at + length]) length++;
    taker.match(literals, at - literals, at - candidate, length);
    at += length;
    literals = at;
    misses = 0;
  }
  return literals;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
