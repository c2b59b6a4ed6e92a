import type { Clock } from '../kit/clock.js';

/** So many messages are passed on in so many milliseconds. */
const MOST = 10;
const PERIOD_MS = 10_000;

/** Passes messages on, but of a flood only the first of each stretch of time, and how many more there were. */
export class Ration {
  readonly #say: (message: string) => void;
  readonly #clock: Clock;
  #said = 0;
  #withheld = 0;
  #cancel = () => {};

  constructor(say: (message: string) => void, clock: Clock) {
    this.#say = say;
    this.#clock = clock;
  }

  tell(message: string): void {
    if (this.#said === MOST) {
      this.#withheld++;
      return;
    }
    if (this.#said === 0) this.#cancel = this.#clock.after(PERIOD_MS, () => this.#begin());
    this.#said++;
    this.#say(message);
  }

  /** Says now how many were withheld. */
  end(): void {
    this.#cancel();
    this.#begin();
  }

  #begin(): void {
    if (this.#withheld > 0) this.#say(`and ${this.#withheld} more of this kind`);
    this.#said = this.#withheld = 0;
  }
}
