import { originalOf, type RejectRow } from '../../state/reject-row.js';

/** A rejected record. One that was kept in pieces, since it was too long, is put together again. */
export interface Whole<Line> {
  /** The lines that hold it, in order. */
  readonly lines: readonly Line[];
  /** Of its first piece: where it begins. */
  readonly first: RejectRow;
  /** Of its last piece: why it was rejected, and when. */
  readonly last: RejectRow;
  /** The original, as far as it was kept; empty where that is more than the limit. */
  readonly bytes: Uint8Array;
  /** Why it can't be sent, whatever it holds. */
  readonly fault: string | undefined;
}

interface Begun<Line> {
  readonly lines: Line[];
  readonly first: RejectRow;
  last: RejectRow;
  pieces: Uint8Array[];
  size: number;
}

/** Puts pieces together: the next one of a record begins where the one before ended. Others may stand in between. */
export class Pieces<Line> {
  readonly #limit: number;
  /** By source and offset: what goes on there. */
  readonly #begun = new Map<string, Begun<Line>>();

  /** @param limit bytes that a record may have. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes the next row. @returns the record that it is, or that it is the end of. */
  take(line: Line, row: RejectRow): Whole<Line> | undefined {
    const at = placeOf(row, row.offset);
    const bytes = originalOf(row);
    const begun = this.#begun.get(at) ?? { lines: [], first: row, last: row, pieces: [], size: 0 };
    this.#begun.delete(at);
    begun.lines.push(line);
    begun.last = row;
    begun.size += bytes.length;
    if (begun.size > this.#limit) begun.pieces = [];
    else begun.pieces.push(bytes);
    if (row.more) {
      this.#begun.set(placeOf(row, row.offset + bytes.length), begun);
      return undefined;
    }
    return this.#whole(begun, begun.first.rest ? 'its beginning is not kept here' : undefined);
  }

  /** What was begun, and goes on nowhere. */
  rest(): Whole<Line>[] {
    return [...this.#begun.values()].map((begun) => this.#whole(begun, 'its end is not kept here'));
  }

  #whole({ lines, first, last, pieces, size }: Begun<Line>, missing: string | undefined): Whole<Line> {
    const tooLong = size > this.#limit ? `the record is longer than ${this.#limit} bytes` : undefined;
    return { lines, first, last, bytes: Buffer.concat(pieces), fault: tooLong ?? missing };
  }
}

function placeOf({ source }: RejectRow, offset: number): string {
  return `${source} ${offset}`;
}
