/** Milliseconds over which a rate is taken at least. */
const OVER = 1000;

/** How fast something is counted, however often and by however many the rate is asked for. */
export class Rate {
  #before: { readonly at: number; readonly count: number };
  #last: { readonly at: number; readonly count: number };

  /** @param start of counting, in milliseconds. */
  constructor(start: number) {
    this.#before = { at: start, count: 0 };
    this.#last = this.#before;
  }

  /** @returns the count a second, over the last second or two. */
  at(now: number, count: number): number {
    if (now - this.#last.at >= OVER) {
      this.#before = this.#last;
      this.#last = { at: now, count };
    }
    const { at, count: counted } = this.#before;
    return now > at ? Math.round(((count - counted) / (now - at)) * 1000) : 0;
  }
}
