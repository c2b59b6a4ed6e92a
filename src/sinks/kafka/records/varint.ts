/** Numbers as records hold them: zigzag, then seven bits a byte, the lowest first. */

/** How many bytes a number takes. */
export function varintLength(value: number): number {
  let rest = zigzag(value);
  let length = 1;
  for (; rest >= 0x80; rest >>>= 7) length++;
  return length;
}

/** Writes a number. @returns where the next one goes. */
export function writeVarint(into: Uint8Array, at: number, value: number): number {
  let rest = zigzag(value);
  let next = at;
  for (; rest >= 0x80; rest >>>= 7) into[next++] = (rest & 0x7f) | 0x80;
  into[next] = rest;
  return next + 1;
}

function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}
