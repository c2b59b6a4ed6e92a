import type { Clock } from './clock.js';

interface Waiter {
  readonly reached: () => boolean;
  readonly resolve: () => void;
}

/** Something that changes: whoever waits for a condition looks again at each `notify`. */
export class Signal {
  readonly #waiters = new Set<Waiter>();

  notify(): void {
    for (const waiter of this.#waiters) {
      if (!waiter.reached()) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }

  /** Resolves when `reached` is true: at once, or at a later `notify`. */
  async until(reached: () => boolean): Promise<void> {
    if (reached()) return;
    await new Promise<void>((resolve) => this.#waiters.add({ reached, resolve }));
  }

  /** As `until`, for at most so many milliseconds. */
  async untilOr(reached: () => boolean, milliseconds: number, clock: Clock): Promise<void> {
    if (reached()) return;
    await new Promise<void>((resolve) => {
      const waiter = { reached, resolve: () => (cancel(), resolve()) };
      const cancel = clock.after(milliseconds, () => {
        this.#waiters.delete(waiter);
        resolve();
      });
      this.#waiters.add(waiter);
    });
  }
}
