import { COLUMNS } from './event-batch.js';
import type { Output, Written } from './output.js';

const ROW_BYTES = COLUMNS * Uint32Array.BYTES_PER_ELEMENT;
/** No event is shorter: it has a time, a tenant and an id. */
const LEAST_EVENT = 64;
/** So far behind the end the kernel may write. */
const PADDING = 64;

/** How a slot is laid out: events, padding, the table of their records. */
export interface SlotLayout {
  /** Bytes for events: a full batch, and the event that filled it. */
  readonly eventBytes: number;
  /** Bytes of the whole slot. */
  readonly bytes: number;
  /** Where the table begins. */
  readonly table: number;
}

/**
 * @param batchBytes bytes after which a batch is closed.
 * @param spare bytes that one event may have beyond that.
 */
export function slotLayout(batchBytes: number, spare: number): SlotLayout {
  const eventBytes = batchBytes + spare;
  const table = Math.ceil((eventBytes + PADDING) / PADDING) * PADDING;
  return { eventBytes, table, bytes: table + (Math.ceil(batchBytes / LEAST_EVENT) + 1) * ROW_BYTES };
}

/** Output in a slot of the kernel's memory. What does not fit into it moves into ordinary memory. */
export class SlotOutput implements Output {
  /** Where the batch is full, and where the room for its events ends. */
  readonly full: number;
  readonly limit: number;
  readonly #memory: Uint8Array;
  readonly #slot: number;
  readonly #layout: SlotLayout;
  readonly #table: Uint32Array;
  readonly #free: () => void;
  #spilled: Buffer | undefined;
  #size = 0;
  #count = 0;

  /**
   * @param slot where the slot begins in the memory.
   * @param batchBytes bytes after which the batch is closed.
   * @param free gives the slot back.
   */
  constructor(memory: Uint8Array, slot: number, layout: SlotLayout, batchBytes: number, free: () => void) {
    this.#memory = memory;
    this.#slot = slot;
    this.#layout = layout;
    const rows = layout.bytes - layout.table;
    this.#table = new Uint32Array(memory.buffer, slot + layout.table, rows / Uint32Array.BYTES_PER_ELEMENT);
    this.#free = free;
    this.full = slot + batchBytes;
    this.limit = slot + layout.eventBytes;
  }

  get size(): number {
    return this.#size;
  }

  /** Where the next event is to be written. */
  get at(): number {
    return this.#slot + this.#size;
  }

  /** Where the next row is to be written. */
  get row(): number {
    return this.#slot + this.#layout.table + this.#count * ROW_BYTES;
  }

  /** Takes note of events and rows that were written already. */
  wrote(count: number, at: number): void {
    this.#count += count;
    this.#size = at - this.#slot;
  }

  put(pieces: readonly Uint8Array[], recordStart: number, recordEnd: number): void {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const end = this.#size + length;
    if (end > this.#layout.eventBytes) {
      const written = this.#memory.subarray(this.#slot, this.#slot + this.#size);
      this.#spilled = Buffer.concat([written, ...pieces], end);
    } else {
      let at = this.at;
      for (const piece of pieces) {
        this.#memory.set(piece, at);
        at += piece.length;
      }
    }
    this.#size = end;
    this.#table.set([recordStart, recordEnd, end], this.#count * COLUMNS);
    this.#count++;
  }

  finish(): Written {
    const bytes = this.#spilled ?? Buffer.from(this.#memory.buffer, this.#slot, this.#size);
    return { bytes, count: this.#count, table: this.#table, free: this.#free };
  }
}
