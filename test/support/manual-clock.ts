import type { Clock } from '../../src/kit/clock.js';

/** A clock that moves only when it is told to. */
export class ManualClock implements Clock {
  #time: number;
  #timers: { readonly at: number; readonly then: () => void }[] = [];

  constructor(start = Date.UTC(2026, 6, 31, 12)) {
    this.#time = start;
  }

  now(): number {
    return this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = this.after(milliseconds, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  after(milliseconds: number, then: () => void): () => void {
    const timer = { at: this.#time + milliseconds, then };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** Moves on to the next timer and calls it; false where none waits. */
  advanceToNext(): boolean {
    if (this.#timers.length === 0) return false;
    this.advance(Math.min(...this.#timers.map(({ at }) => at)) - this.#time);
    return true;
  }

  /** Moves on, and calls what is due, in order. */
  advance(milliseconds: number): void {
    const end = this.#time + milliseconds;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#time = next.at;
      next.then();
    }
    this.#time = end;
  }
}
