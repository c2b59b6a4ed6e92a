import type { Batch, Encoding } from '../model/batch.js';
import type { QueuedParcel } from './parcels.js';

/** Encodes events of a batch for another road: `Lane.reencode` of the lane that made it. */
export type Reencode = (batch: Batch, from: number, to: number, encoding: Encoding) => Batch[];

/** A parcel in the layout of a road, made again where it has another one. What is made is released with its origin. */
export function encodeFor(parcel: QueuedParcel, encoding: Encoding, reencode: Reencode): QueuedParcel[] {
  const { tracked, batch, base, from, to } = parcel;
  if (batch.encoding === encoding) return [parcel];
  let first = base + from;
  return reencode(batch, from, to, encoding).map((copy) => {
    tracked.copies.push(copy);
    const made: QueuedParcel = { tracked, batch: copy, base: first, from: 0, to: copy.count };
    first += copy.count;
    return made;
  });
}
