import type { Slab } from '../model/lane.js';

/** Memory to read into, of which a bounded amount is under way at any time. */
export class SlabPool {
  readonly #slabBytes: number;
  readonly #capacity: number;
  readonly #idle: Uint8Array[] = [];
  readonly #waiting: (() => void)[] = [];
  #leased = 0;

  /**
   * @param slabBytes the usual size of a slab.
   * @param capacity bytes that may be leased at once. One slab is always granted, however large it has to be.
   */
  constructor(slabBytes: number, capacity: number) {
    this.#slabBytes = slabBytes;
    this.#capacity = capacity;
  }

  /** Waits for a slab of at least `atLeast` bytes. First come, first served. */
  async lease(atLeast: number): Promise<Slab> {
    const size = Math.max(atLeast, this.#slabBytes);
    while (this.#leased > 0 && this.#leased + size > this.#capacity) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#leased += size;
    const bytes =
      size === this.#slabBytes ? (this.#idle.pop() ?? Buffer.allocUnsafeSlow(size)) : Buffer.allocUnsafeSlow(size);
    let holders = 1;
    return {
      bytes,
      retain: () => void holders++,
      release: () => {
        holders--;
        if (holders === 0) this.#giveBack(bytes);
      },
    };
  }

  #giveBack(bytes: Uint8Array): void {
    this.#leased -= bytes.length;
    if (bytes.length === this.#slabBytes) this.#idle.push(bytes);
    // All who wait look again: what has come free may serve several small slabs, or not yet one large one.
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
