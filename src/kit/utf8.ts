import { isUtf8 } from 'node:buffer';

/** The first byte that is no UTF-8 in `bytes[from, to)`, or -1. Overlong forms and surrogates are none. */
export function findBadUtf8(bytes: Uint8Array, from: number, to: number): number {
  if (isUtf8(bytes.subarray(from, to))) return -1;
  // Each step checks a whole character, so the search ends at the character that the check above complained of.
  for (let at = from; at < to;) {
    const length = characterLength(bytes[at]!);
    const end = Math.min(at + length, to);
    if (!isUtf8(bytes.subarray(at, end))) return at;
    at = end;
  }
  return to - 1;
}

function characterLength(lead: number): number {
  if (lead < 0xc0) return 1;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return 4;
}
