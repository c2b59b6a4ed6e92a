import type { Clock } from '../../kit/clock.js';

/** Milliseconds without progress after which a stall is told. */
const TELL_AFTER = 10_000;
/** Milliseconds of stall between two looks at the peer. */
const LOOK_EVERY = 30_000;
/** How many looks in a row must fail before the peer is taken for dead. */
const LOOKS = 3;

export interface StallWatchOptions {
  readonly clock: Clock;
  /** A number that grows while there is progress. */
  readonly progress: () => number;
  /** Tells whether the peer can still be reached, by other means. */
  readonly look: () => Promise<boolean>;
  readonly onStalled: (seconds: number) => void;
  readonly onResumed: (seconds: number) => void;
  readonly onDead: () => void;
}

/**
 * Watches a connection on which nothing moves. A stall is backpressure and has no deadline: it is told once, and
 * waited out. Only a peer that can't be reached by a second connection either, three times running, is dead.
 */
export class StallWatch {
  readonly #options: StallWatchOptions;
  #cancel: () => void = () => {};
  #stopped = false;
  #progress: number;
  #since: number;
  #told = false;
  #looksAt: number;
  #failed = 0;

  constructor(options: StallWatchOptions) {
    this.#options = options;
    this.#progress = options.progress();
    this.#since = options.clock.monotonic();
    this.#looksAt = this.#since + LOOK_EVERY;
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Stops, because all that was waited for has come: a stall that was told is over. */
  finish(): void {
    if (this.#told && !this.#stopped) this.#options.onResumed(this.#seconds);
    this.stop();
  }

  /** Since the last progress. */
  get #seconds(): number {
    return Math.round((this.#options.clock.monotonic() - this.#since) / 1000);
  }

  #schedule(): void {
    if (!this.#stopped) this.#cancel = this.#options.clock.after(1000, () => void this.#tick());
  }

  async #tick(): Promise<void> {
    const { clock, progress, onStalled, onResumed } = this.#options;
    if (progress() !== this.#progress) {
      if (this.#told) onResumed(this.#seconds);
      this.#progress = progress();
      this.#since = clock.monotonic();
      this.#looksAt = this.#since + LOOK_EVERY;
      [this.#told, this.#failed] = [false, 0];
    } else if (!this.#told && clock.monotonic() - this.#since >= TELL_AFTER) {
      this.#told = true;
      onStalled(this.#seconds);
    } else if (clock.monotonic() >= this.#looksAt) {
      await this.#look();
    }
    this.#schedule();
  }

  async #look(): Promise<void> {
    const reached = await this.#options.look();
    this.#looksAt = this.#options.clock.monotonic() + LOOK_EVERY;
    this.#failed = reached ? 0 : this.#failed + 1;
    if (this.#failed < LOOKS || this.#stopped) return;
    this.stop();
    this.#options.onDead();
  }
}
