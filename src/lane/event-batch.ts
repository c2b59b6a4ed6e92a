import type { Batch, Encoding, Original, Reject } from '../model/batch.js';
import type { Slab } from '../model/lane.js';
import type { Position } from '../model/position.js';
import type { Source } from '../model/source.js';
import { advance } from './advance.js';

/** Where the records of a batch stood in its slab, and where their events end in its bytes: three numbers an event. */
export type RecordTable = ArrayLike<number>;

/** Numbers an event has in a table. */
export const COLUMNS = 3;

/** Adds a row to a table in the making. */
export function addRow(table: number[], recordStart: number, recordEnd: number, eventEnd: number): void {
  table.push(recordStart, recordEnd, eventEnd);
}

export interface EventBatchParts {
  readonly source: Source;
  readonly start: Position;
  readonly end: Position;
  readonly framing: number;
  readonly encoding: Encoding;
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly table: RecordTable;
  readonly rejects: readonly Reject[];
  readonly untagged: number;
  readonly readAt: number;
  /** Holds the records. Retained here, released with the batch. */
  readonly slab: Slab;
  /** Where `start` lies in the slab. */
  readonly slabStart: number;
  /** Gives the memory of `bytes` and `table` back. */
  readonly free: () => void;
}

/** A batch whose records are still in the memory that they were read into. */
export class EventBatch implements Batch {
  readonly source: Source;
  readonly start: Position;
  readonly end: Position;
  readonly framing: number;
  readonly encoding: Encoding;
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly rejects: readonly Reject[];
  readonly untagged: number;
  readonly readAt: number;
  readonly #table: RecordTable;
  readonly #slab: Slab;
  readonly #slabStart: number;
  readonly #free: () => void;
  // The latest record that was asked for, and where it lies in the slab: most ask for one after the other.
  #position: Position;
  #at: number;

  constructor(parts: EventBatchParts) {
    this.source = parts.source;
    this.start = parts.start;
    this.end = parts.end;
    this.framing = parts.framing;
    this.encoding = parts.encoding;
    this.bytes = parts.bytes;
    this.count = parts.count;
    this.rejects = parts.rejects;
    this.untagged = parts.untagged;
    this.readAt = parts.readAt;
    this.#table = parts.table;
    this.#slab = parts.slab;
    this.#slabStart = parts.slabStart;
    this.#free = parts.free;
    this.#position = parts.start;
    this.#at = parts.slabStart;
    this.#slab.retain();
  }

  endOf(index: number): number {
    return this.#table[index * COLUMNS + 2]!;
  }

  original(index: number): Original {
    const [from, to] = this.#span(index);
    if (from < this.#at) [this.#position, this.#at] = [this.start, this.#slabStart];
    this.#position = advance(this.#position, this.#slab.bytes, this.#at, from);
    this.#at = from;
    return { bytes: this.#slab.bytes.subarray(from, to), position: this.#position };
  }

  release(): void {
    this.#slab.release();
    this.#free();
  }

  /** A batch of other bytes, made from records `from` … `to` - 1 of this one. */
  withBytes(encoding: Encoding, from: number, to: number, bytes: Uint8Array, ends: readonly number[]): EventBatch {
    const table: number[] = [];
    for (let index = from; index < to; index++) addRow(table, ...this.#span(index), ends[index - from]!);
    const { source, start, end, framing, readAt } = this;
    const same = { source, start, end, framing, readAt, slab: this.#slab, slabStart: this.#slabStart };
    const made = { encoding, bytes, count: to - from, table, free: () => {} };
    return new EventBatch({ ...same, ...made, rejects: [], untagged: 0 });
  }

  #span(index: number): [from: number, to: number] {
    return [this.#table[index * COLUMNS]!, this.#table[index * COLUMNS + 1]!];
  }
}
