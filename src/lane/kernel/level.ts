import { byte, capitals, lettersAt, maskOf, QUOTE, ZERO } from './bytes';

/** Levels, read from JSON values and from lines of text. */

const LONGEST: usize = 16;

// `"LEVEL"`
const TEXT = memory.data(32, 16);
let length: usize = 0;

/** Where the latest level was written, in quotes. */
export function levelText(): usize {
  return TEXT;
}

export function levelLength(): usize {
  return length;
}

/** What `readLevel` found. */
export const NO_LEVEL = 0;
/** It is written; it stands so in the record as well. */
export const LEVEL_AS_IS = 1;
/** It is written; it stands otherwise in the record. */
export const LEVEL_CHANGED = 2;
export const LEVEL_UNSURE = 3;

/** Reads a level from a JSON value, and writes it in capitals. */
export function readLevel(start: usize, end: usize): i32 {
  if (byte(start) != QUOTE) return readNumber(start, end);
  const size = end - start - 2;
  if (size == 0) return NO_LEVEL;
  if (size > LONGEST) return LEVEL_UNSURE;
  const mask = maskOf(size);
  const text = v128.and(v128.load(start + 1), mask);
  // Capitals of other letters than a to z are for the reference lane, and so are escapes.
  if (i8x16.bitmask(v128.or(text, i8x16.eq(text, i8x16.splat(0x5c))))) return LEVEL_UNSURE;
  return writeLevel(start + 1, size) ? LEVEL_CHANGED : LEVEL_AS_IS;
}

/** Writes letters in capitals, in quotes. Whether that changed them. */
export function writeLevel(start: usize, size: usize): bool {
  const text = v128.load(start);
  const large = capitals(text);
  v128.store(TEXT, large, 1);
  store<u8>(TEXT, QUOTE);
  store<u8>(TEXT + size, QUOTE, 1);
  length = size + 2;
  return v128.any_true(v128.and(v128.xor(text, large), maskOf(size)));
}

const NUMBERS = memory.data<u8>([
  0x54,
  0x52,
  0x41,
  0x43,
  0x45,
  0,
  0,
  0, // TRACE
  0x44,
  0x45,
  0x42,
  0x55,
  0x47,
  0,
  0,
  0, // DEBUG
  0x49,
  0x4e,
  0x46,
  0x4f,
  0,
  0,
  0,
  0, // INFO
  0x57,
  0x41,
  0x52,
  0x4e,
  0,
  0,
  0,
  0, // WARN
  0x45,
  0x52,
  0x52,
  0x4f,
  0x52,
  0,
  0,
  0, // ERROR
  0x46,
  0x41,
  0x54,
  0x41,
  0x4c,
  0,
  0,
  0, // FATAL
]);

/** 10, 20 … 60, as pino and bunyan have them. */
function readNumber(start: usize, end: usize): i32 {
  if (end - start != 2 || byte(start + 1) != ZERO) return NO_LEVEL;
  const tens = byte(start) - ZERO;
  if (tens - 1 > 5) return NO_LEVEL;
  const word = NUMBERS + (tens - 1) * 8;
  writeLevel(word, lettersAt(word));
  return LEVEL_CHANGED;
}
