/** Bytes in memory: what they are called, and how they are moved. */

export const LINE_FEED: u32 = 0x0a;
export const CARRIAGE_RETURN: u32 = 0x0d;
export const SPACE: u32 = 0x20;
export const QUOTE: u32 = 0x22;
export const PLUS: u32 = 0x2b;
export const COMMA: u32 = 0x2c;
export const MINUS: u32 = 0x2d;
export const POINT: u32 = 0x2e;
export const ZERO: u32 = 0x30;
export const COLON: u32 = 0x3a;
export const OPEN_ARRAY: u32 = 0x5b;
export const BACKSLASH: u32 = 0x5c;
export const CLOSE_ARRAY: u32 = 0x5d;
export const OPEN_OBJECT: u32 = 0x7b;
export const CLOSE_OBJECT: u32 = 0x7d;

/** Blanks of JSON, one bit a character: those that may stand inside a line, and all of them. */
export const BLANKS_IN_LINE: u64 = (1 << 0x20) | (1 << 0x09) | (1 << 0x0d);
export const BLANKS: u64 = BLANKS_IN_LINE | (1 << 0x0a);

// 32 bytes 0xff, then 32 bytes 0: a window into it masks the first n bytes of a vector.
const MASKS = memory.data(64, 16);
memory.fill(MASKS, 0xff, 32);

export function byte(p: usize): u32 {
  return load<u8>(p);
}

export function isDigit(character: u32): bool {
  return character - ZERO < 10;
}

/** Skips blanks; what lies behind the stretch must be none. */
export function skipBlanks(from: usize, blanks: u64): usize {
  let p = from;
  while (true) {
    const character = byte(p);
    if (character > SPACE || !((blanks >> character) & 1)) return p;
    p++;
  }
}

/** A vector whose first `length` bytes are set; all sixteen from 16 on, none below 1. */
export function maskOf(length: isize): v128 {
  const at: usize = length < 0 ? 0 : length > 16 ? 16 : <usize>length;
  return v128.load(MASKS + 32 - at);
}

/**
 * Copies bytes, sixteen at a time: up to fifteen bytes behind both ends are read and overwritten.
 * @returns just past the last byte that was asked for.
 */
export function copy(to: usize, from: usize, length: usize): usize {
  const end = to + length;
  let source = from;
  for (let p = to; p < end; p += 16) {
    v128.store(p, v128.load(source));
    source += 16;
  }
  return end;
}

/** Copies a part of a JSON text, line feeds made spaces: roads part events by line feeds. */
export function copyFlat(to: usize, from: usize, length: usize): usize {
  const end = to + length;
  let source = from;
  for (let p = to; p < end; p += 16) {
    const bytes = v128.load(source);
    const feeds = i8x16.eq(bytes, i8x16.splat(0x0a));
    v128.store(p, v128.xor(bytes, v128.and(feeds, i8x16.splat(0x0a ^ 0x20))));
    source += 16;
  }
  return end;
}

/** Sixteen bytes with the letters a to z made capitals. */
export function capitals(bytes: v128): v128 {
  // a to z become 0x66 to 0x7f, the largest of all signed bytes.
  const small = i8x16.gt_s(i8x16.add(bytes, i8x16.splat(5)), i8x16.splat(0x65));
  return i8x16.sub(bytes, v128.and(small, i8x16.splat(0x20)));
}

/** How many ASCII letters stand at `p`; 16 for sixteen or more. */
export function lettersAt(p: usize): u32 {
  const small = v128.or(v128.load(p), i8x16.splat(0x20));
  const letters = i8x16.gt_s(i8x16.add(small, i8x16.splat(5)), i8x16.splat(0x65));
  return ctz(~i8x16.bitmask(letters));
}

export function equal(a: usize, b: usize, length: usize): bool {
  for (let at: isize = 0; at < <isize>length; at += 16) {
    const difference = v128.xor(v128.load(a + at), v128.load(b + at));
    if (v128.any_true(v128.and(difference, maskOf(<isize>length - at)))) return false;
  }
  return true;
}

/** Whether a byte occurs in `[from, to)`. */
export function contains(from: usize, to: usize, character: u8): bool {
  const wanted = i8x16.splat(<i8>character);
  for (let p = from; p < to; p += 16) {
    const found = i8x16.eq(v128.load(p), wanted);
    if (v128.any_true(v128.and(found, maskOf(to - p)))) return true;
  }
  return false;
}

/** Where the next line feed is. There must be one. */
export function findFeed(from: usize): usize {
  let p = from;
  while (true) {
    const feeds = i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(0x0a)));
    if (feeds) return p + ctz(feeds);
    p += 16;
  }
}

function feedsAt(p: usize): v128 {
  return i8x16.eq(v128.load(p), i8x16.splat(0x0a));
}

/** The sum of sixteen bytes. */
function total(bytes: v128): u32 {
  const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes));
  return (
    i32x4.extract_lane(sums, 0) +
    i32x4.extract_lane(sums, 1) +
    i32x4.extract_lane(sums, 2) +
    i32x4.extract_lane(sums, 3)
  );
}

/** How many line feeds stand in `[from, to)`. */
export function countFeeds(from: usize, to: usize): u32 {
  let count: u32 = 0;
  let p = from;
  while (p + 64 <= to) {
    // A byte counts to 255: four are counted at a time, at most 63 times.
    const last = min(to - 64, p + 64 * 62);
    let sums = i8x16.splat(0);
    for (; p <= last; p += 64) {
      const first = i8x16.add(feedsAt(p), feedsAt(p + 16));
      const second = i8x16.add(feedsAt(p + 32), feedsAt(p + 48));
      sums = i8x16.sub(sums, i8x16.add(first, second));
    }
    count += total(sums);
  }
  for (; p < to; p += 16) count += popcnt(i8x16.bitmask(v128.and(feedsAt(p), maskOf(to - p))));
  return count;
}
