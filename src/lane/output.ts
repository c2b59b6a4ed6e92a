import type { RecordTable } from './event-batch.js';

/** Where the events of a batch in the making are written. */
export interface Output {
  /** Bytes written so far. */
  readonly size: number;
  /** Adds an event, and where its record stands in the slab. */
  put(pieces: readonly Uint8Array[], recordStart: number, recordEnd: number): void;
  /** Ends the writing. */
  finish(): Written;
}

/** What a batch holds. */
export interface Written {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly table: RecordTable;
  /** Gives the memory of `bytes` and `table` back. */
  readonly free: () => void;
}
