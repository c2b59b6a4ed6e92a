import type { Batch, Encoding } from '../model/batch.js';
import type { EventBatch } from './event-batch.js';
import type { RecordEncoder } from './records.js';

/**
 * Encodes events `from` … `to` - 1 of a batch for another road, from the records that they were made from.
 * @param batchBytes bytes after which a batch is closed.
 */
export function reencode(
  batch: EventBatch,
  from: number,
  to: number,
  encoding: Encoding,
  encode: RecordEncoder,
  batchBytes: number,
): Batch[] {
  const batches: Batch[] = [];
  let pieces: Uint8Array[] = [];
  let ends: number[] = [];
  let size = 0;
  let first = from;
  for (let index = from; index < to; index++) {
    const { bytes, position } = batch.original(index);
    const outcome = encode(bytes, { source: batch.source, position, readAt: batch.readAt }, encoding);
    if ('fault' in outcome) throw new Error(`an event became a reject when it was encoded again: ${outcome.fault}`);
    for (const piece of outcome.pieces) size += piece.length;
    pieces.push(...outcome.pieces);
    ends.push(size);
    if (size < batchBytes && index + 1 < to) continue;
    batches.push(batch.withBytes(encoding, first, index + 1, Buffer.concat(pieces, size), ends));
    [pieces, ends, size, first] = [[], [], 0, index + 1];
  }
  return batches;
}
