import { countFeeds, LINE_FEED } from './bytes';
import { expectFeeds } from './edits';
import { watchEcsKeys } from './expected';
import { beginFrames, encodeLines, encodeText, encodeValues } from './frames';
import { addName, KEYS, LEVEL_WORDS } from './names';
import { beginOutput, describeOutput, resumeOutput } from './output';
import { limitRecords } from './records';
import { forgetAdded } from './repeat';
import { pinTenant } from './tenant';
import { setLatest } from './time';

/**
 * The kernel of the fast lane: what src/lane/fast.ts calls. It encodes the records that it is sure about, and stops
 * in front of the first one that it is not. It never reads or writes farther than 64 bytes behind what it is given.
 */

export { framesAt, framesCount, framesState, lastEnd, lastFeeds, lastState } from './frames';
export { outputAt } from './output';
export { setPiece } from './pieces';

const FORMAT_NDJSON = 0;
const FORMAT_JSON = 1;
let format = FORMAT_NDJSON;
let bulk: bool = false;

/** The first byte that is free for slabs, slots and prepared texts. */
export function firstFree(): usize {
  return __heap_base;
}

/** Sets what stays the same for all records. */
export function configure(
  recordFormat: i32,
  maxLineBytes: usize,
  isBulk: bool,
  pinsTenant: bool,
  watchesEcsKeys: bool,
): void {
  format = recordFormat;
  limitRecords(maxLineBytes);
  // A line has none inside: its first one ends it.
  expectFeeds(recordFormat == FORMAT_JSON);
  bulk = isBulk;
  pinTenant(pinsTenant);
  watchEcsKeys(watchesEcsKeys);
}

/** Names a key of the event that matters. False where there is no room for it. */
export function addKey(start: usize, length: u32, id: u32): bool {
  return addName(KEYS, start, length, id);
}

/** Names a level that a line of text may begin with. */
export function addLevel(start: usize, length: u32): bool {
  return addName(LEVEL_WORDS, start, length, 1);
}

/**
 * Begins a batch.
 * @param slab where the slab of the records is.
 * @param slot where the output begins.
 * @param from where the stretch begins, and `offset` where that is in the source.
 * @param latest milliseconds since 1970; a later time is not believed.
 * @param preparedBytes how long all prepared texts are together.
 */
export function begin(slab: usize, slot: usize, from: usize, offset: f64, latest: f64, preparedBytes: usize): void {
  forgetAdded();
  beginOutput(slab, slot, from, <u64>offset);
  describeOutput(bulk, preparedBytes);
  setLatest(<i64>latest);
}

/**
 * Encodes records of `[from, to)`.
 * @param state the framer's, at `from`.
 * @param final whether no bytes follow.
 * @param out where to write events, `row` where to write rows.
 * @param full where the output is full, `limit` where it ends.
 */
export function run(
  from: usize,
  to: usize,
  state: u32,
  final: bool,
  out: usize,
  row: usize,
  full: usize,
  limit: usize,
): void {
  beginFrames(from, state);
  resumeOutput(out, row, full, limit);
  // Nothing looks for the end of the stretch all the time: there stands a byte that stops whatever comes along.
  const behind = load<u8>(to);
  if (format > FORMAT_JSON) {
    store<u8>(to, LINE_FEED);
    encodeText(to, final);
  } else {
    store<u8>(to, 0);
    if (format == FORMAT_JSON) encodeValues(to);
    else encodeLines(to, final);
  }
  store<u8>(to, behind);
}

/** How many line feeds stand in `[from, to)`. */
export function feedsIn(from: usize, to: usize): u32 {
  return countFeeds(from, to);
}
