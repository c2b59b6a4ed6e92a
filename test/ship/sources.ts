import type { ByteSource } from '../../src/model/source.js';

/** A source that gives what it is told to, a piece a read, and tells what became of it. */
export class PiecewiseSource implements ByteSource {
  readonly #pieces: Buffer[];
  readonly #atEnd: () => Promise<number>;
  reads = 0;
  closed = false;

  /** @param atEnd what a read behind the last piece does; default: the source ends. */
  constructor(pieces: readonly string[], atEnd: () => Promise<number> = () => Promise.resolve(0)) {
    this.#pieces = pieces.map((piece) => Buffer.from(piece));
    this.#atEnd = atEnd;
  }

  async read(into: Uint8Array): Promise<number> {
    this.reads++;
    const piece = this.#pieces.shift();
    if (!piece) return this.#atEnd();
    const length = piece.copy(into);
    if (length < piece.length) this.#pieces.unshift(piece.subarray(length));
    return length;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

/** Cuts a text into pieces of so many characters. */
export function cut(text: string, size: number): string[] {
  return text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
}
