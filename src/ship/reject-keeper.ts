import type { Clock } from '../kit/clock.js';
import { StateError } from '../model/errors.js';
import type { RejectStore } from '../state/reject-store.js';

/** Milliseconds from one try to the next, where rejects can't be kept. */
const PAUSE = 2000;

export interface RejectKeeperOptions {
  readonly store: RejectStore;
  /** Wait for room instead of failing. */
  readonly endless: boolean;
  readonly clock: Clock;
  /** Rejects can't be kept, and nothing is read until they can. Told once. */
  readonly onStuck: (error: StateError) => void;
  /** They can be again. */
  readonly onFreed: () => void;
  /** Ends waiting. */
  readonly signal: AbortSignal;
}

/** Brings rejects to disk before a mark passes them; where there is no room, nothing is forgotten. */
export class RejectKeeper {
  readonly #options: RejectKeeperOptions;
  #stuck = false;

  constructor(options: RejectKeeperOptions) {
    this.#options = options;
  }

  /**
   * Resolves when everything that was added before is on disk: at once, or when there is room again.
   * Throws `StateError` where it is not to wait for that, and the signal's reason where that ends it.
   */
  async flush(): Promise<void> {
    const { store, endless, clock, onStuck, signal } = this.#options;
    for (;;) {
      try {
        await store.flush();
        return this.#free();
      } catch (error) {
        if (!endless || !(error instanceof StateError)) throw error;
        if (!this.#stuck) onStuck(error);
        this.#stuck = true;
        await clock.sleep(PAUSE, signal);
      }
    }
  }

  /** Whether rejects wait for room: nothing more is to be read until they are flushed. */
  get isStuck(): boolean {
    return this.#stuck;
  }

  #free(): void {
    if (!this.#stuck) return;
    this.#stuck = false;
    this.#options.onFreed();
  }
}
