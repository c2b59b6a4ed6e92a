import type { Batch, Encoding } from './batch.js';
import type { Position } from './position.js';
import type { Source } from './source.js';

/** A piece of memory to read into. It goes back to its lane when all who retained it have released it. */
export interface Slab {
  readonly bytes: Uint8Array;
  retain(): void;
  release(): void;
}

/** A stretch of bytes to encode. */
export interface Work {
  readonly source: Source;
  readonly slab: Slab;
  /** The stretch is `slab.bytes[from, to)`. */
  readonly from: number;
  readonly to: number;
  /** Where `from` lies in the source. */
  readonly start: Position;
  /** The framer's state at `from`; 0 at the start of a source. */
  readonly framing: number;
  /** No bytes follow `to`: a last line without a line end is a record. */
  readonly final: boolean;
  /** Milliseconds since 1970. */
  readonly readAt: number;
}

/** What became of a stretch. */
export interface Encoded {
  /** Absent where no record was found. */
  readonly batch: Batch | undefined;
  /** Bytes done with, counted from `from`. What remains is to be offered again, with more behind it where `starved`. */
  readonly consumed: number;
  readonly position: Position;
  readonly framing: number;
  /** What remains holds no whole record, or nothing remains: more bytes are needed. */
  readonly starved: boolean;
}

/** Turns chunks of a source into encoded batches: framing, parsing and the event, in one pass. */
export interface Lane {
  readonly encoding: Encoding;
  /** Waits for memory of at least `atLeast` bytes: what is in flight holds reading back. */
  lease(atLeast: number): Promise<Slab>;
  /** Waits until the next `encode` has room for its output. */
  room(): Promise<void>;
  /** Encodes as many whole records as fit into one batch. Never throws for what the bytes hold. */
  encode(work: Work): Encoded;
  /**
   * Encodes events `from` … `to` - 1 of a batch once more, for another road: the same events with the same ids,
   * in the same order, in batches of their own.
   */
  reencode(batch: Batch, from: number, to: number, encoding: Encoding): Batch[];
}
