import type { Slab } from '../model/lane.js';

/** Memory to read into, of which a bounded amount is under way at any time. */
export class SlabPool {
  readonly #slabBytes: number;
  readonly #capacity: number;
  readonly #onWait: () => void;
  readonly #make: (index: number) => Uint8Array;
  readonly #idle: Uint8Array[] = [];
  readonly #waiting: (() => void)[] = [];
  #leased = 0;
  #made = 0;

  /**
   * @param slabBytes the usual size of a slab.
   * @param capacity bytes that may be leased at once. One slab is always granted.
   * @param onWait called when someone has to wait: those who hold slabs may want to hurry.
   * @param make makes a slab of the usual size, which is then used over and over: no more than fit into `capacity`.
   */
  constructor(
    slabBytes: number,
    capacity: number,
    onWait: () => void,
    make: (index: number) => Uint8Array = () => Buffer.allocUnsafeSlow(slabBytes),
  ) {
    this.#slabBytes = slabBytes;
    this.#capacity = capacity;
    this.#onWait = onWait;
    this.#make = make;
  }

  /**
   * Waits for a slab of at least `atLeast` bytes. First come, first served. A slab of more than the usual size is
   * for one long record, and is granted at once: what waits for it may itself hold the others.
   */
  async lease(atLeast: number): Promise<Slab> {
    if (atLeast > this.#slabBytes) return slabOf(Buffer.allocUnsafeSlow(atLeast), () => {});
    if (this.#waiting.length === 0 && this.#fits()) this.#leased += this.#slabBytes;
    else {
      this.#onWait();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    const bytes = this.#idle.pop() ?? this.#make(this.#made++);
    return slabOf(bytes, () => this.#giveBack(bytes));
  }

  #giveBack(bytes: Uint8Array): void {
    this.#idle.push(bytes);
    this.#leased -= this.#slabBytes;
    const next = this.#waiting.shift();
    if (!next) return;
    this.#leased += this.#slabBytes;
    next();
    if (this.#waiting.length > 0) this.#onWait();
  }

  #fits(): boolean {
    return this.#leased === 0 || this.#leased + this.#slabBytes <= this.#capacity;
  }
}

function slabOf(bytes: Uint8Array, giveBack: () => void): Slab {
  let holders = 1;
  return {
    bytes,
    retain: () => void holders++,
    release: () => {
      holders--;
      if (holders === 0) giveBack();
    },
  };
}
