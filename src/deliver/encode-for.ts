import type { Batch, Encoding } from '../model/batch.js';
import type { Copy, QueuedParcel, Tracked } from './parcels.js';

/** Encodes events of a batch for another road: `Lane.reencode` of the lane that made it. */
export type Reencode = (batch: Batch, from: number, to: number, encoding: Encoding) => Batch[];

/**
 * A parcel in the layout of a road, made again where it has another one. What is made is kept, and released with its
 * origin: while all roads are away, events go from one to the other and back for hours.
 */
export function encodeFor(parcel: QueuedParcel, encoding: Encoding, reencode: Reencode): QueuedParcel[] {
  const { tracked, batch, base, from, to } = parcel;
  if (batch.encoding === encoding) return [parcel];
  const first = base + from;
  const last = base + to;
  if (tracked.batch.encoding === encoding) return [{ tracked, batch: tracked.batch, base: 0, from: first, to: last }];
  const parcels: QueuedParcel[] = [];
  let at = first;
  while (at < last) {
    const copy = copyOf(tracked, at, encoding) ?? makeCopies(tracked, at, last, encoding, reencode);
    const end = Math.min(last, endOf(copy));
    parcels.push({ tracked, batch: copy.batch, base: copy.base, from: at - copy.base, to: end - copy.base });
    at = end;
  }
  return parcels;
}

/** The copy that holds an event. */
function copyOf({ copies }: Tracked, event: number, encoding: Encoding): Copy | undefined {
  return copies.find((copy) => copy.batch.encoding === encoding && copy.base <= event && event < endOf(copy));
}

/** Makes copies from one event on, up to `to` or to the next event that has one. @returns the first of them. */
function makeCopies(tracked: Tracked, from: number, to: number, encoding: Encoding, reencode: Reencode): Copy {
  const { batch, copies } = tracked;
  const next = copies.filter((copy) => copy.batch.encoding === encoding && copy.base > from).map(({ base }) => base);
  let base = from;
  const made = reencode(batch, from, Math.min(to, ...next), encoding).map((copy) => {
    const one = { batch: copy, base };
    base += copy.count;
    return one;
  });
  copies.push(...made);
  return made[0]!;
}

function endOf({ batch, base }: Copy): number {
  return base + batch.count;
}
