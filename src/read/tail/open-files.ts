/** A file that is held open, and may be given back to the system. */
export interface HeldFile {
  /**
   * How much it would take to do without it, the least first; undefined where it has to stay open: something is done
   * with it, or it has no name any more.
   */
  readonly worth: number | undefined;
  /** When it was last written to, in milliseconds since 1970. */
  readonly writtenAt: number;
  /** Gives it back to the system until it is read again. */
  rest(): Promise<void>;
}

/** Files that are opened beside those that are held, to be compared with others or to be looked at once more. */
const BESIDE = 2;

/** The followed files that are open, no more than so many: those that were not written to for the longest are closed. */
export class OpenFiles {
  readonly #most: number;
  readonly #held = new Set<HeldFile>();

  /** @param limit of files that are open at once. */
  constructor(limit: number) {
    this.#most = limit > BESIDE ? limit - BESIDE : limit;
  }

  /** One more is to be opened. */
  async makeRoom(): Promise<void> {
    await this.#closeBeyond(this.#most - 1);
  }

  /** Closes what had to stay open for a while. */
  async trim(): Promise<void> {
    await this.#closeBeyond(this.#most);
  }

  add(file: HeldFile): void {
    this.#held.add(file);
  }

  delete(file: HeldFile): void {
    this.#held.delete(file);
  }

  async #closeBeyond(most: number): Promise<void> {
    while (this.#held.size > most) {
      const file = this.#leastNeeded();
      if (!file) return;
      this.#held.delete(file);
      await file.rest();
    }
  }

  #leastNeeded(): HeldFile | undefined {
    let least: HeldFile | undefined;
    let worth = Infinity;
    for (const file of this.#held) {
      const own = file.worth;
      if (own === undefined || own > worth || (own === worth && file.writtenAt >= least!.writtenAt)) continue;
      least = file;
      worth = own;
    }
    return least;
  }
}
