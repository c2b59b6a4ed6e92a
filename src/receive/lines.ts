const NEWLINE = 0x0a;
const LINE_END = Buffer.from('\n');

/** Cuts a stream of bytes into blocks of whole lines. The bytes themselves are never changed. */
export class LineCutter {
  #pieces: Buffer[] = [];
  #held = 0;

  /** Bytes of the line that has not ended yet. */
  get held(): number {
    return this.#held;
  }

  /** In how many pieces they came. */
  get pieces(): number {
    return this.#pieces.length;
  }

  /** Takes the next bytes. Gives back what is whole now, in order: blocks that each end with a line end. */
  push(chunk: Buffer): Buffer[] {
    const blocks: Buffer[] = [];
    let from = 0;
    if (this.#held > 0) {
      from = chunk.indexOf(NEWLINE) + 1;
      if (from === 0) {
        this.#hold(chunk);
        return blocks;
      }
      blocks.push(this.#release(chunk.subarray(0, from)));
    }
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > from) blocks.push(chunk.subarray(from, end));
    this.#hold(chunk.subarray(Math.max(end, from)));
    return blocks;
  }

  /** The stream is over: a last line without a line end is given back with one. */
  finish(): Buffer | undefined {
    return this.#held > 0 ? this.#release(LINE_END) : undefined;
  }

  #hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#held += bytes.length;
  }

  #release(tail: Buffer): Buffer {
    const line = Buffer.concat([...this.#pieces, tail]);
    this.#pieces = [];
    this.#held = 0;
    return line;
  }
}
