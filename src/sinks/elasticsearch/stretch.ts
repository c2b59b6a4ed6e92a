import type { Parcel } from '../../model/sink.js';

/** Consecutive events of a window, as pieces of its parcels. */
export type Stretch = readonly Piece[];

/** Consecutive events of one parcel: `batch[from, to)`. */
export interface Piece extends Parcel {
  /** Which parcel of the window. */
  readonly parcel: number;
}

export function wholeOf(parcels: readonly Parcel[]): Stretch {
  return parcels.map((parcel, index) => ({ ...parcel, parcel: index })).filter((piece) => piece.to > piece.from);
}

/** How many events. */
export function countOf(stretch: Stretch): number {
  return stretch.reduce((count, piece) => count + piece.to - piece.from, 0);
}

/** How many bytes, encoded. */
export function sizeOf(stretch: Stretch): number {
  return stretch.reduce((size, piece) => size + endOf(piece) - startOf(piece), 0);
}

/** Cuts a stretch of at least two events in two. */
export function halve(stretch: Stretch): [Stretch, Stretch] {
  let left = Math.ceil(countOf(stretch) / 2);
  const first: Piece[] = [];
  const second: Piece[] = [];
  for (const piece of stretch) {
    const middle = Math.min(piece.to, piece.from + left);
    left -= middle - piece.from;
    if (middle > piece.from) first.push({ ...piece, to: middle });
    if (middle < piece.to) second.push({ ...piece, from: middle });
  }
  return [first, second];
}

/** The encoded events, one piece of memory behind the other: the batches' own, so it holds until they are released. */
export function piecesOf(stretch: Stretch): Uint8Array[] {
  return stretch.map((piece) => piece.batch.bytes.subarray(startOf(piece), endOf(piece)));
}

/** Where an event stands in its window. */
export interface Place {
  /** Which parcel of the window. */
  readonly parcel: number;
  /** Which event of the parcel's batch. */
  readonly event: number;
}

/** The places of all events, in order. */
export function placesOf(stretch: Stretch): Place[] {
  const places: Place[] = [];
  for (const { parcel, from, to } of stretch) {
    for (let event = from; event < to; event++) places.push({ parcel, event });
  }
  return places;
}

function startOf(piece: Piece): number {
  return piece.from === 0 ? 0 : piece.batch.endOf(piece.from - 1);
}

function endOf(piece: Piece): number {
  return piece.batch.endOf(piece.to - 1);
}
