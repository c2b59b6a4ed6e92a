/** A piece of what came in costs more than its bytes: this much stands for the rest of it. */
const PIECE_BYTES = 256;

/** Bounds what lines, frames and answers that are not whole yet hold in memory, all connections together. */
export class HeldBytes {
  readonly #limit: number;
  #total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The part of one connection. */
  share(): HeldShare {
    let own = 0;
    const set = (bytes: number, pieces = 0) => {
      const cost = bytes + pieces * PIECE_BYTES;
      this.#total += cost - own;
      own = cost;
      return this.#total <= this.#limit;
    };
    return { set, release: () => void set(0) };
  }
}

/** What one connection holds. */
export interface HeldShare {
  /** Says what it holds now. Gives back whether there is room for that; where there is none, the connection has to go. */
  set(bytes: number, pieces?: number): boolean;
  release(): void;
}
