import { utimesSync } from 'node:fs';
import type { Clock } from '../kit/clock.js';

/** How often the holder of a lock shows that it lives, in milliseconds. */
const SIGN_INTERVAL = 60_000;
/** What is due within so many milliseconds is signed at once: of thousands of locks, each wake-up costs more than its sign. */
const TOGETHER = 1000;

/** Shows that the holder of locks lives, by the times of their files. */
class Heartbeat {
  readonly #clock: Clock;
  /** By file: when it was signed last, in monotonic milliseconds. The oldest first. */
  readonly #signed = new Map<string, number>();
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A file that was written just now is kept young. @returns what ends that. */
  keep(file: string): () => void {
    this.#signed.set(file, this.#clock.monotonic());
    this.#plan();
    return () => {
      this.#signed.delete(file);
      if (this.#signed.size > 0) return;
      this.#cancel?.();
      this.#cancel = undefined;
    };
  }

  #plan(): void {
    if (this.#cancel) return;
    const [oldest] = this.#signed.values();
    if (oldest === undefined) return;
    const due = oldest + SIGN_INTERVAL - this.#clock.monotonic();
    this.#cancel = this.#clock.after(Math.max(0, due), () => this.#sign());
  }

  #sign(): void {
    this.#cancel = undefined;
    const signedAt = this.#clock.monotonic();
    const now = new Date(this.#clock.now());
    for (const [file, at] of this.#signed) {
      if (at + SIGN_INTERVAL - TOGETHER > signedAt) break;
      // It goes behind all others, where it is not due any more.
      this.#signed.delete(file);
      this.#signed.set(file, signedAt);
      try {
        utimesSync(file, now, now);
      } catch {
        // Others on this machine still see our pid.
      }
    }
    this.#plan();
  }
}

const heartbeats = new WeakMap<Clock, Heartbeat>();

/** The one heartbeat of all that keeps time by a clock. */
export function heartbeatOf(clock: Clock): Heartbeat {
  const heartbeat = heartbeats.get(clock) ?? new Heartbeat(clock);
  heartbeats.set(clock, heartbeat);
  return heartbeat;
}
