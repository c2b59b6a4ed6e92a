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

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
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
