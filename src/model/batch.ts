import type { Position } from './position.js';
import type { Source } from './source.js';

/**
 * How events are laid out for a road.
 * - `json-lines`: one object and `\n` an event; the id travels as `@metadata._id`.
 * - `bulk`: an Elasticsearch `create` action line with index and id, then the document line.
 */
export type Encoding = 'json-lines' | 'bulk';

/** The original of one record, as it stood in the source. */
export interface Original {
  readonly bytes: Uint8Array;
  readonly position: Position;
}

/** A record that can't become an event. It is kept, with its reason. */
export interface Reject {
  /** The original bytes, or the first part of them (see `part`). */
  readonly bytes: Uint8Array;
  /** Where the record begins. */
  readonly position: Position;
  /** Where it was found to be wrong. */
  readonly fault: Position;
  readonly reason: string;
  /** A record over the line limit is kept in pieces; only its last piece counts as a record. */
  readonly more: boolean;
}

/**
 * Events of one source, encoded one after the other, and the stretch of the source that they stand for.
 * Between the stretches of consecutive batches lie only blanks and separators.
 */
export interface Batch {
  readonly source: Source;
  readonly start: Position;
  /** Just past the last record of the batch, its line end included. */
  readonly end: Position;
  /** The framer's state at `end`: what a later run needs to go on from there. */
  readonly framing: number;
  readonly encoding: Encoding;
  /** All events, encoded. */
  readonly bytes: Uint8Array;
  /** How many events `bytes` holds. */
  readonly count: number;
  readonly rejects: readonly Reject[];
  /** Events whose `tags` is neither a string nor an array: it stays, and tags that were wanted are not there. */
  readonly untagged: number;
  /** Milliseconds since 1970: the time of reading, which an event without a time gets. */
  readonly readAt: number;
  /** Where event `index` ends in `bytes`. */
  endOf(index: number): number;
  /** What event `index` was made from. Valid until `release`. */
  original(index: number): Original;
  /** Gives the memory back. The batch must not be used afterwards. */
  release(): void;
}
