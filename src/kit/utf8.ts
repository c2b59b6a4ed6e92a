import { isUtf8 } from 'node:buffer';

/** How many bytes are looked at in one step, as long as nothing is wrong. */
const STEP = 4096;

/** The first byte that is no UTF-8 in `bytes[from, to)`, or -1. Overlong forms and surrogates are none. */
export function findBadUtf8(bytes: Uint8Array, from: number, to: number): number {
  if (isUtf8(bytes.subarray(from, to))) return -1;
  let at = from;
  // Whole steps first, each cut where a character ends; the one that is wrong is then searched character by character.
  for (let end = cut(bytes, at, to); isUtf8(bytes.subarray(at, end)); end = cut(bytes, at, to)) at = end;
  for (;;) {
    const end = Math.min(at + characterLength(bytes[at]!), to);
    if (!isUtf8(bytes.subarray(at, end))) return at;
    at = end;
  }
}

/** A place at most a step behind `at` where a character begins, as far as its first byte can tell. */
function cut(bytes: Uint8Array, at: number, to: number): number {
  let end = Math.min(at + STEP, to);
  while (end < to && end > at + STEP - 4 && (bytes[end]! & 0xc0) === 0x80) end--;
  return end;
}

function characterLength(lead: number): number {
  if (lead < 0xc0) return 1;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return 4;
}
