import type { Batch } from '../model/batch.js';
import type { Parcel } from '../model/sink.js';

/** A batch that was offered, until all of its events are settled. */
export interface Tracked {
  readonly batch: Batch;
  /** In the order in which batches were offered. */
  readonly sequence: number;
  /** Events without an end: neither delivered, nor duplicate, nor refused. */
  open: number;
  /** Its events made again for other roads, each at most once for a road. They are released with it. */
  readonly copies: Copy[];
}

/** Events of a batch, encoded for another road. */
export interface Copy {
  readonly batch: Batch;
  /** Which event of the batch that was offered `batch[0]` is. */
  readonly base: number;
}

/** A parcel that knows its place and its past. */
export interface QueuedParcel extends Parcel {
  readonly tracked: Tracked;
  /** Which event of the tracked batch `batch[0]` is. */
  readonly base: number;
  /** Present where a window with this parcel broke. */
  readonly broken?: Breaks;
  /** Present where the parcel, one event by then, broke a window all alone: a suspect, which travels alone. */
  readonly alone?: LoneBreaks;
}

/** The windows that broke with a parcel. */
export interface Breaks {
  readonly count: number;
  /** How many windows had come through, and how many had broken, before the first of them did. */
  readonly successes: number;
  readonly before: number;
}

/** How a record broke windows that held nothing else. */
export interface LoneBreaks {
  /** How often it did so while others came through. */
  readonly count: number;
  /** How many windows had come through the last time, and how many breaks spoke of the peer. */
  readonly successes: number;
  readonly peerBreaks: number;
}

/** Bytes of the events of a parcel, as they are sent. */
export function bytesOf({ batch, from, to }: Parcel): number {
  return batch.endOf(to - 1) - startOf(batch, from);
}

/** How many events a parcel holds. */
export function eventsOf({ from, to }: Parcel): number {
  return to - from;
}

/** How many events of a parcel fit into `bytes`; at least one. */
export function fitting({ batch, from, to }: Parcel, bytes: number): number {
  const limit = startOf(batch, from) + bytes;
  let low = from + 1;
  let high = to;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (batch.endOf(middle - 1) <= limit) low = middle;
    else high = middle - 1;
  }
  return low - from;
}

/** The first so many events of parcels, and the others. */
export function splitAt(
  parcels: readonly QueuedParcel[],
  events: number,
): { readonly front: readonly QueuedParcel[]; readonly rest: readonly QueuedParcel[] } {
  const front: QueuedParcel[] = [];
  const rest: QueuedParcel[] = [];
  let left = events;
  for (const parcel of parcels) {
    const middle = parcel.from + Math.min(left, eventsOf(parcel));
    left -= middle - parcel.from;
    if (middle > parcel.from) front.push({ ...parcel, to: middle });
    if (middle < parcel.to) rest.push({ ...parcel, from: middle });
  }
  return { front, rest };
}

function startOf(batch: Batch, from: number): number {
  return from === 0 ? 0 : batch.endOf(from - 1);
}
