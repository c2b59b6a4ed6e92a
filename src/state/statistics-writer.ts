import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { writeFileAtomic } from '../kit/atomic-file.js';
import { NOTHING, plus } from './counters.js';
import type { Counters } from './counters.js';
import { stateFailure } from './failure.js';
import { PacedWriter } from './paced-writer.js';
import { thisProcess } from './process-identity.js';
import { foldStatistics } from './statistics-fold.js';
import type { ProcessCounters } from './statistics-files.js';
import type { StateContext } from './versioned-file.js';

/**
 * Counts for this process, in a file of its own that is written at most once a second and at the end. Statistics never
 * stop a run: what can't be written is told as a notice.
 */
export class StatisticsWriter {
  readonly #folder: string;
  readonly #path: string;
  readonly #context: StateContext;
  readonly #paced: PacedWriter;
  #counters: Counters = NOTHING;
  #closed = false;

  constructor(folder: string, context: StateContext) {
    this.#folder = folder;
    this.#context = context;
    this.#path = join(folder, `process-${process.pid}-${randomBytes(8).toString('hex')}.json`);
    this.#paced = new PacedWriter(
      context.clock,
      () => this.#write(),
      (error) => this.#unsaved(error),
    );
  }

  /** Events were delivered, or were found to be there already. */
  countSent(events: number): void {
    this.#add({ sent: events, lastSuccess: this.#context.clock.now() });
  }

  /** Events were given up, with what the peer or the record said. */
  countFailed(events: number, message: string): void {
    this.#add({ failed: events, lastError: { time: this.#context.clock.now(), message } });
  }

  /** Something was tried again, and why. */
  countRetry(message: string): void {
    this.#add({ retries: 1, lastError: { time: this.#context.clock.now(), message } });
  }

  /** Resolves when everything counted is on disk, or was told to be not. */
  async flush(): Promise<void> {
    await this.#paced.flush().catch((error: unknown) => this.#unsaved(error));
  }

  /** The last flush; adds this process, and others that have ended, to the totals. Writes nothing if nothing was counted. */
  async close(): Promise<void> {
    if (this.#closed || this.#counters === NOTHING) return;
    this.#closed = true;
    this.#paced.request();
    try {
      await this.#paced.close();
      await foldStatistics(this.#folder, this.#context);
    } catch (error) {
      this.#unsaved(error);
    }
  }

  #add(more: Partial<Counters>): void {
    this.#counters = plus(this.#counters, { ...NOTHING, ...more });
    this.#paced.request();
  }

  async #write(): Promise<void> {
    const file: ProcessCounters = {
      version: 1,
      process: await thisProcess(),
      closed: this.#closed,
      counters: this.#counters,
    };
    await writeFileAtomic(this.#path, `${JSON.stringify(file)}\n`);
  }

  #unsaved(error: unknown): void {
    const reason = stateFailure('write', this.#path, error).message;
    this.#context.notices({ kind: 'unsaved', path: this.#path, reason });
  }
}
