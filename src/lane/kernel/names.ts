import { equal, maskOf } from './bytes';

/** Words that mean something, found by hash. Filled once, from outside. */

const BUCKETS: u32 = 128;
const BUCKET_BITS = 7;
const CAPACITY: u32 = 96;

// An entry: where the word is, its length, its number, the next entry of the same bucket (0: none); then its first
// sixteen bytes, and a mask for them.
const ENTRY_BYTES = 48;
const entries = memory.data(96 * 48, 16);
let used: u32 = 0;

/** Keys of an event. */
export const KEYS = memory.data(128 * 4, 16);
/** Levels that a line of text may begin with, in capitals. */
export const LEVEL_WORDS = memory.data(128 * 4, 16);

function bucketOf(table: usize, word: usize, length: u32): usize {
  // Two characters and the length tell the known words apart. A word of one character has its quote behind it.
  const hash = ((<u32>load<u16>(word)) | (length << 16)) * 0x9e3779b1;
  return table + ((hash >> (32 - BUCKET_BITS)) & (BUCKETS - 1)) * 4;
}

/** Adds a word that is kept in memory. Its number must be above 0. False where there is no room. */
export function addName(table: usize, word: usize, length: u32, id: u32): bool {
  if (used + 1 >= CAPACITY) return false;
  used++;
  const entry = entries + used * ENTRY_BYTES;
  const bucket = bucketOf(table, word, length);
  store<u32>(entry, <u32>word);
  store<u32>(entry, length, 4);
  store<u32>(entry, id, 8);
  store<u32>(entry, load<u32>(bucket), 12);
  v128.store(entry, v128.load(word), 16);
  v128.store(entry, maskOf(length), 32);
  store<u32>(bucket, used);
  return true;
}

/** The number of a word, 0 where it is not known. */
export function findName(table: usize, word: usize, length: u32): u32 {
  for (let index = load<u32>(bucketOf(table, word, length)); index != 0;) {
    const entry = entries + index * ENTRY_BYTES;
    if (load<u32>(entry, 4) == length && isWord(entry, word, length)) return load<u32>(entry, 8);
    index = load<u32>(entry, 12);
  }
  return 0;
}

function isWord(entry: usize, word: usize, length: u32): bool {
  const difference = v128.and(v128.xor(v128.load(word), v128.load(entry, 16)), v128.load(entry, 32));
  return !v128.any_true(difference) && (length <= 16 || equal(load<u32>(entry), word, length));
}
