import { byte, OPEN_OBJECT } from './bytes';
import { checksum, wasAscii } from './checksum';
import { copyEdited } from './edits';
import { addedBytes, prepareFields, writeAction } from './event';
import { readObject } from './object';
import { endEvent, fits, isBulk, offsetOf, outputAt } from './output';
import { isUtf8 } from './utf8';

let maxBytes: usize = 0;

/** Sets how long a line, or a value, may be. */
export function limitRecords(bytes: usize): void {
  maxBytes = bytes;
}

export function isTooLong(start: usize, end: usize): bool {
  return end - start > maxBytes;
}

/** Reads the record at `start`; gives where it ends, or 0 where the reference lane must look at it. */
export function endOfRecord(start: usize, blanks: u64): usize {
  if (byte(start) != OPEN_OBJECT) return 0;
  return readObject(start, blanks);
}

/** Makes an event of the record that was read last. False where the reference lane must. */
export function encodeRecord(start: usize, end: usize): bool {
  const sum = checksum(start, end);
  if (!wasAscii() && !isUtf8(start, end)) return false;
  if (!prepareFields() || !fits(end - start + addedBytes())) return false;
  const offset = offsetOf(start);
  let out = outputAt();
  if (isBulk()) out = writeAction(out, offset, sum);
  out = copyEdited(out, start, end - 1);
  endEvent(out, start, end, offset, sum);
  return true;
}
