import { BACKSLASH, byte, COLON, contains, maskOf, QUOTE, skipBlanks } from './bytes';
import { UNSURE } from './fields';
import { findName, KEYS } from './names';
import { endOfString } from './scalars';

/**
 * Records of one source mostly have the same keys in the same order. What stood between two values of the record
 * before (a comma, blanks, a key, a colon) is kept, and compared in one step with what stands there now. Only what
 * was found to be well-formed is kept, so what equals it is too.
 */

// An entry: up to 32 bytes, a mask for them, their length, the number of the key.
const ENTRY_BYTES = 80;
const COUNT = 128;
const MAX_LENGTH: usize = 32;
/** The expectation for the first key of a record. */
export const FIRST_EXPECTED = memory.data(128 * 80, 16);
const LAST_EXPECTED = FIRST_EXPECTED + (COUNT - 1) * ENTRY_BYTES;

/** Whether an expectation is met at `p`. One that was never set is not. */
export function isMet(expected: usize, p: usize): bool {
  const length = load<u32>(expected, 64);
  if (length == 0) return false;
  const difference = v128.and(v128.xor(v128.load(p), v128.load(expected)), v128.load(expected, 32));
  if (v128.any_true(difference)) return false;
  if (length <= 16) return true;
  return !v128.any_true(v128.and(v128.xor(v128.load(p, 16), v128.load(expected, 16)), v128.load(expected, 48)));
}

export function lengthOf(expected: usize): usize {
  return load<u32>(expected, 64);
}

/** The number of the key. */
export function keyOf(expected: usize): u32 {
  return load<u32>(expected, 68);
}

/** The expectation for the next key. */
export function nextExpected(expected: usize): usize {
  return expected < LAST_EXPECTED ? expected + ENTRY_BYTES : expected;
}

let latestKey: u32 = 0;

/** The number of the key that `readKey` found. */
export function readKeyId(): u32 {
  return latestKey;
}

let ecsMeta: bool = false;

/** Whether `host.*` and `log.*` are keys that matter. */
export function watchEcsKeys(watch: bool): void {
  ecsMeta = watch;
}

/** Reads `{` or a comma, a key and a colon; gives the start of the value, or 0. From now on this is expected here. */
export function readKey(p: usize, expected: usize, blanks: u64): usize {
  const quote = skipBlanks(p + 1, blanks);
  if (byte(quote) != QUOTE) return 0;
  const end = endOfString(quote + 1);
  if (!end) return 0;
  const colon = skipBlanks(end, blanks);
  if (byte(colon) != COLON) return 0;
  const value = skipBlanks(colon + 1, blanks);
  // A key with an escape may be any key.
  if (contains(quote + 1, end, <u8>BACKSLASH)) latestKey = UNSURE;
  else {
    latestKey = idOf(quote + 1, <u32>(end - 1 - (quote + 1)));
    const length = value - p;
    if (length <= MAX_LENGTH) expect(expected, p, <u32>length);
  }
  return value;
}

function expect(expected: usize, p: usize, length: u32): void {
  v128.store(expected, v128.load(p));
  v128.store(expected, v128.load(p, 16), 16);
  v128.store(expected, maskOf(length), 32);
  v128.store(expected, maskOf(<isize>length - 16), 48);
  store<u32>(expected, length, 64);
  store<u32>(expected, latestKey, 68);
}

function idOf(key: usize, length: u32): u32 {
  if (length == 0) return 0;
  if (ecsMeta && length > 4) {
    const word = load<u32>(key);
    // `host.` and `log.`
    if (word == 0x2e676f6c || (word == 0x74736f68 && byte(key + 4) == 0x2e)) return UNSURE;
  }
  return findName(KEYS, key, length);
}
