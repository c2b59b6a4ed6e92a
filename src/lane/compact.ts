import type { Slab } from '../model/lane.js';
import { COLUMNS, type EventBatchParts } from './event-batch.js';

/** A batch that fills no more than this part of its slab does not keep it. */
const SHARE = 1 / 16;

/** Memory of a batch's own: it needs no one to give it back to. */
function ownSlab(bytes: Uint8Array): Slab {
  return { bytes, retain: () => {}, release: () => {} };
}

/**
 * Moves a small batch out of the lane's memory, so that a slab and an output are not held, for as long as a window
 * is under way, for the few lines of a short file. A large batch stays where it is.
 * @param end where the stretch of the batch ends in its slab.
 */
export function compact(parts: EventBatchParts, end: number): EventBatchParts {
  const { slab, slabStart, bytes, table } = parts;
  const most = slab.bytes.length * SHARE;
  if (end - slabStart > most || bytes.length > most) return parts;
  const rows: number[] = [];
  // The first two numbers of a row are places in the slab, the third is one in the bytes.
  for (let cell = 0; cell < parts.count * COLUMNS; cell++) {
    rows.push(cell % COLUMNS < 2 ? table[cell]! - slabStart : table[cell]!);
  }
  const own = {
    slab: ownSlab(Buffer.from(slab.bytes.subarray(slabStart, end))),
    slabStart: 0,
    bytes: Buffer.from(bytes),
    table: rows,
    rejects: parts.rejects.map((reject) => ({ ...reject, bytes: Buffer.from(reject.bytes) })),
    free: () => {},
  };
  parts.free();
  return { ...parts, ...own };
}
