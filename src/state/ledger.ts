import type { Position } from '../model/position.js';

/** A stretch of one source. */
export interface Stretch {
  readonly start: Position;
  /** Just past the last byte. */
  readonly end: Position;
  /** The framer's state at `end`. */
  readonly framing: number;
  /** How many records stand before `end`, from the start of the source. */
  readonly records: number;
}

/** A place up to which a source is settled, and the framer's state there. */
export interface Mark extends Position {
  readonly framing: number;
  /** How many records stand before it. */
  readonly records: number;
}

interface Entry {
  readonly end: Mark;
  settled: boolean;
}

/**
 * The contiguous low-water mark of one source. Stretches are added in order as they are read and settled in any order
 * as they are acknowledged; the mark is the end of the longest settled prefix, so it never passes an open stretch.
 * What lies between two stretches is no record, and needs no settling.
 */
export class Ledger {
  #mark: Mark;
  #end: number;
  /** By start offset, in order. A `Map` keeps the order of insertion, and only its first entries are removed. */
  readonly #open = new Map<number, Entry>();

  constructor(start: Mark) {
    this.#mark = start;
    this.#end = start.offset;
  }

  /** Everything before it is settled. */
  get mark(): Mark {
    return this.#mark;
  }

  /** How many stretches the mark still waits for or has to pass. */
  get outstanding(): number {
    return this.#open.size;
  }

  /** Adds the next stretch: it starts where the one before ended, or later. Throws `RangeError` for any other. */
  add({ start, end, framing, records }: Stretch): void {
    if (start.offset < this.#end || end.offset <= start.offset) {
      throw new RangeError(`a stretch from ${start.offset} to ${end.offset} can't follow offset ${this.#end}`);
    }
    this.#end = end.offset;
    // A copy, so that nothing larger is kept alive.
    const { offset, line, column } = end;
    this.#open.set(start.offset, { end: { offset, line, column, framing, records }, settled: false });
  }

  /** Whether a stretch that begins there was added and is not settled. */
  isOpen({ offset }: Position): boolean {
    return this.#open.get(offset)?.settled === false;
  }

  /** Settles the open stretch that begins there; true if that moved the mark. Throws `RangeError` for any other place. */
  settle({ offset }: Position): boolean {
    const entry = this.#open.get(offset);
    if (!entry || entry.settled) throw new RangeError(`no open stretch begins at ${offset}`);
    entry.settled = true;
    const before = this.#mark;
    for (const [begin, first] of this.#open) {
      if (!first.settled) break;
      this.#mark = first.end;
      this.#open.delete(begin);
    }
    return this.#mark !== before;
  }
}
