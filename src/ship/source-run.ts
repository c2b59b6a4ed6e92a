import type { Batch } from '../model/batch.js';
import type { Format } from '../model/event.js';
import type { Position } from '../model/position.js';
import type { Source } from '../model/source.js';
import type { CheckpointWriter } from '../state/checkpoint-writer.js';
import { Ledger, type Mark } from '../state/ledger.js';
import type { FileResult } from './upload-result.js';

export interface SourceRunOptions {
  readonly name: string;
  readonly source: Source;
  readonly format: Format;
  /** Where the run begins. */
  readonly start: Mark;
  /** Undefined for a stream that can't be read again. */
  readonly checkpoint: CheckpointWriter | undefined;
}

/** One source while it is shipped: what was read of it, what became of that, and how far it is settled. */
export class SourceRun {
  readonly source: Source;
  readonly format: Format;
  readonly counts: FileResult;
  readonly #ledger: Ledger;
  readonly #checkpoint: CheckpointWriter | undefined;
  /** Records from the start of the source, as far as it was read. */
  #records: number;
  #untagged = 0;

  constructor({ name, source, format, start, checkpoint }: SourceRunOptions) {
    this.source = source;
    this.format = format;
    this.#ledger = new Ledger(start);
    this.#checkpoint = checkpoint;
    this.#records = start.records;
    const none = { read: 0, delivered: 0, duplicates: 0, rejected: 0, pending: 0 };
    this.counts = { path: name, ...none, skipped: start.records };
  }

  /** Where the next run would go on. */
  get mark(): Mark {
    return this.#ledger.mark;
  }

  /** Events whose `tags` could not be added to. */
  get untagged(): number {
    return this.#untagged;
  }

  /**
   * A batch was made.
   * @param unfinished it ends in the middle of a value, which may still be being written: the mark stays before the
   * batch, and the next run reads the whole value.
   */
  add(batch: Batch, unfinished: boolean): void {
    const rejected = batch.rejects.filter(({ more }) => !more).length;
    const records = batch.count + rejected;
    this.counts.read += records;
    this.counts.rejected += rejected;
    this.#untagged += batch.untagged;
    this.#records += records;
    this.#updatePending();
    const { start, end, framing } = batch;
    if (!unfinished && end.offset > start.offset) {
      this.#ledger.add({ start, end, framing, records: this.#records });
    }
  }

  count(kind: 'delivered' | 'duplicates' | 'rejected', events: number): void {
    this.counts[kind] += events;
    this.#updatePending();
  }

  /** Whether everything that was added is settled. */
  get settled(): boolean {
    return this.#ledger.outstanding === 0;
  }

  /** Every event of the batch that begins there has its end, and what was rejected of it is kept. */
  settle(start: Position): void {
    // One that ends in an unfinished value was never added.
    if (this.#ledger.isOpen(start) && this.#ledger.settle(start)) this.#checkpoint?.advance(this.#ledger.mark);
  }

  /** Writes the last checkpoint. Throws `StateError`. */
  async close(): Promise<void> {
    await this.#checkpoint?.close();
  }

  #updatePending(): void {
    const { counts } = this;
    counts.pending = counts.read - counts.delivered - counts.duplicates - counts.rejected;
  }
}
