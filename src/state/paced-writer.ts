import type { Clock } from '../kit/clock.js';

/** How often state is written while a run goes on, in milliseconds. */
export const WRITE_INTERVAL = 1000;

/**
 * Calls `write` soon after something changed, but at most once an interval and never twice at a time.
 * A failed background write is told once and tried again an interval later; a failed `flush` throws.
 */
export class PacedWriter {
  readonly #clock: Clock;
  readonly #write: () => Promise<void>;
  readonly #failed: (error: unknown) => void;
  #changed = false;
  #closed = false;
  #failing = false;
  #last = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, write: () => Promise<void>, failed: (error: unknown) => void) {
    this.#clock = clock;
    this.#write = write;
    this.#failed = failed;
  }

  /** Something changed that is to be written. */
  request(): void {
    this.#changed = true;
    this.#schedule();
  }

  /** Resolves when everything requested before is written. Throws what `write` threw. */
  async flush(): Promise<void> {
    while (this.#running) await this.#running.catch(() => {});
    this.#stopTimer();
    if (this.#changed) await this.#start();
  }

  /** The last flush: nothing is written in the background any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
  }

  #schedule(): void {
    if (this.#closed || this.#running || this.#cancelTimer) return;
    const wait = this.#last + WRITE_INTERVAL - this.#clock.monotonic();
    if (wait > 0) this.#cancelTimer = this.#clock.after(wait, () => this.#inBackground());
    else this.#inBackground();
  }

  #inBackground(): void {
    this.#cancelTimer = undefined;
    if (this.#running) return;
    this.#start().catch((error: unknown) => {
      if (!this.#failing) this.#failed(error);
      this.#failing = true;
    });
  }

  #start(): Promise<void> {
    const run = this.#once().finally(() => {
      this.#running = undefined;
      if (this.#changed) this.#schedule();
    });
    this.#running = run;
    return run;
  }

  async #once(): Promise<void> {
    this.#changed = false;
    this.#last = this.#clock.monotonic();
    try {
      await this.#write();
      this.#failing = false;
    } catch (error) {
      this.#changed = true;
      throw error;
    }
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
