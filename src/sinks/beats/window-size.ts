/** Milliseconds: a window that is acknowledged within this was a quick one. */
const QUICK = 500;
/** What windows grow to, where no larger one was asked for. Beyond it nothing is gained (docs/delivery.md). */
const LARGEST = 16_384;

/**
 * How many events a window holds: twice as many after each full one that is acknowledged quickly, half as many after
 * one that breaks. A far peer costs a round trip a window, so they should be large; what breaks is sent again, so they
 * should be small where much breaks.
 */
export class WindowSize {
  #events: number;
  readonly #most: number;

  /** @param start how many events the first window holds */
  constructor(start: number) {
    this.#events = start;
    this.#most = Math.max(start, LARGEST);
  }

  get events(): number {
    return this.#events;
  }

  /** A window was acknowledged, so many milliseconds after its last byte was handed over. */
  acknowledged(events: number, milliseconds: number): void {
    if (events >= this.#events && milliseconds <= QUICK) this.#events = Math.min(this.#most, this.#events * 2);
  }

  broke(): void {
    this.#events = Math.max(1, this.#events >>> 1);
  }
}
