import { setTimeout as delay } from 'node:timers/promises';

/** Time, passed in so that a test can hold it. */
export interface Clock {
  /** Milliseconds since 1970, for what is written down. */
  now(): number;
  /** Milliseconds from some point, never going back, for what is measured. */
  monotonic(): number;
  /** Waits, never less than told. Rejects with the signal's reason when it is aborted first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Calls `then` once, later. A timer alone does not keep the process running. Returns what cancels it. */
  after(milliseconds: number, then: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(milliseconds, signal) {
    const end = performance.now() + milliseconds;
    try {
      // A timer may fire a fraction of a millisecond early: who then looks at the clock would find that it is not time.
      for (let left = milliseconds; left > 0; left = end - performance.now()) {
        await delay(Math.ceil(left), undefined, signal ? { signal } : {});
      }
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  },
  after(milliseconds, then) {
    const timer = setTimeout(then, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
