import { addRow } from './event-batch.js';
import type { Output, Written } from './output.js';

/** Output in ordinary memory. */
export class HeapOutput implements Output {
  readonly #pieces: Uint8Array[] = [];
  readonly #table: number[] = [];
  #size = 0;
  #count = 0;

  get size(): number {
    return this.#size;
  }

  put(pieces: readonly Uint8Array[], recordStart: number, recordEnd: number): void {
    for (const piece of pieces) {
      this.#pieces.push(piece);
      this.#size += piece.length;
    }
    this.#count++;
    addRow(this.#table, recordStart, recordEnd, this.#size);
  }

  finish(): Written {
    const bytes = Buffer.concat(this.#pieces, this.#size);
    return { bytes, count: this.#count, table: this.#table, free: () => {} };
  }
}
