import type { Framer } from '../frame/framer.js';
import type { Encoded, Work } from '../model/lane.js';
import type { BatchBuilder } from './batch-builder.js';

/** How far a stretch is done with: a position in the slab, and the framer's state there. */
export interface Cursor {
  readonly at: number;
  readonly state: number;
}

/** Puts as many records from a cursor on as it likes into the output of the builder; says where it stopped. */
export type Forerunner = (cursor: Cursor, builder: BatchBuilder) => Cursor;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Encodes the records of a stretch into one batch, until that has `batchBytes`.
 * @param forerun takes the records that it is able to take; the others are taken one by one, in order.
 */
export function encodeStretch(
  work: Work,
  framer: Framer,
  builder: BatchBuilder,
  batchBytes: number,
  forerun: Forerunner = (cursor) => cursor,
): Encoded {
  const bytes = work.slab.bytes.subarray(0, work.to);
  let cursor: Cursor = { at: work.from + markLength(bytes, work), state: work.framing };
  let starved = false;
  do {
    cursor = forerun(cursor, builder);
    if (builder.size >= batchBytes) break;
    const last = cursor.at === work.to;
    // The framer is asked at the very end too: it may have something to say of an array that is not closed.
    if (last && !work.final) starved = true;
    else {
      const frame = framer.next(bytes, cursor.at, cursor.state, work.final);
      if (frame.kind === 'starved') starved = true;
      else {
        builder.take(frame);
        cursor = { at: frame.next, state: frame.state };
        starved = last;
      }
    }
  } while (!starved && builder.size < batchBytes);
  return builder.finish(cursor.at, cursor.state, starved);
}

/** The length of the byte order mark at the start of a source. */
function markLength(bytes: Uint8Array, { from, start }: Work): number {
  if (start.offset > 0) return 0;
  return BYTE_ORDER_MARK.every((byte, index) => bytes[from + index] === byte) ? BYTE_ORDER_MARK.length : 0;
}
