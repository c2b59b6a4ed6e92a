import { CLOSE_OBJECT, LINE_FEED } from './bytes';
import { addFields, writeId } from './event';

/** Where events are written, and the table of their records. */

// A row: where the record begins and ends in its slab, where the event ends in the output.
const ROW_BYTES = 12;

let slab: usize = 0;
let slot: usize = 0;
let origin: usize = 0;
let originOffset: u64 = 0;
let at: usize = 0;
let limit: usize = 0;
let full: usize = 0;
let row: usize = 0;
let bulk: bool = false;
let prepared: usize = 0;

/** Begins an output: where the slab and the slot are, and where a known offset of the source is in the slab. */
export function beginOutput(slabStart: usize, slotStart: usize, originAt: usize, offset: u64): void {
  slab = slabStart;
  slot = slotStart;
  origin = originAt;
  originOffset = offset;
}

/** Goes on with an output: where to write events and rows, from where on it is full, and where it ends. */
export function resumeOutput(to: usize, rowAt: usize, fullAt: usize, end: usize): void {
  at = to;
  row = rowAt;
  full = fullAt;
  limit = end;
}

/** Sets what all outputs have: the road, and how long all prepared texts are together. */
export function describeOutput(isBulk: bool, preparedBytes: usize): void {
  bulk = isBulk;
  prepared = preparedBytes;
}

export function outputAt(): usize {
  return at;
}

export function isBulk(): bool {
  return bulk;
}

export function isFull(): bool {
  return at >= full;
}

/** Whether an event of so many bytes, prepared texts not counted, surely fits. */
export function fits(bytes: usize): bool {
  return at + bytes + prepared <= limit;
}

/** Where a record lies in its source. */
export function offsetOf(record: usize): u64 {
  return originOffset + <u64>(record - origin);
}

/** Ends an event whose own fields are written up to `written`: adds what it lacks, and its row. */
export function endEvent(written: usize, start: usize, end: usize, offset: u64, sum: u64): void {
  let out = addFields(written, offset);
  if (bulk) {
    store<u16>(out, <u16>(CLOSE_OBJECT | (LINE_FEED << 8)));
    out += 2;
  } else out = writeId(out, offset, sum);
  store<u32>(row, <u32>(start - slab));
  store<u32>(row, <u32>(end - slab), 4);
  store<u32>(row, <u32>(out - slot), 8);
  row += ROW_BYTES;
  at = out;
}
