/** Places for output, of which there is a fixed number. */
export class SlotPool {
  readonly #free: number[];
  readonly #onWait: () => void;
  readonly #waiting: (() => void)[] = [];

  /**
   * @param slots where the slots begin.
   * @param onWait called when someone has to wait: those who hold slots may want to hurry.
   */
  constructor(slots: readonly number[], onWait: () => void) {
    this.#free = slots.toReversed();
    this.#onWait = onWait;
  }

  /** Waits until a slot is free. */
  async room(): Promise<void> {
    while (this.#free.length === 0) {
      this.#onWait();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Takes the slot that was given back last: its memory is the warmest. Undefined where none is free. */
  take(): number | undefined {
    return this.#free.pop();
  }

  giveBack(slot: number): void {
    this.#free.push(slot);
    this.#waiting.shift()?.();
  }
}
