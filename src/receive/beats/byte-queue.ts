const NOTHING = Buffer.alloc(0);

/** Bytes that have come and were not taken yet, in order. They are copied only where what is taken lies in several chunks. */
export class ByteQueue {
  #chunks: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** In how many chunks they lie. */
  get pieces(): number {
    return this.#chunks.length;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** Exactly so many bytes; `undefined` while there are fewer. */
  take(bytes: number): Buffer | undefined {
    if (this.#length < bytes) return undefined;
    if (bytes === 0) return NOTHING;
    const first = this.#chunks[0]!;
    if (first.length >= bytes) return this.#cutFirst(bytes);
    const all = Buffer.concat(this.#chunks, this.#length);
    this.#chunks = [all];
    return this.#cutFirst(bytes);
  }

  /** What lies together at the front, at most so many bytes; `undefined` where there is nothing. */
  takeSome(most: number): Buffer | undefined {
    return this.#length === 0 ? undefined : this.#cutFirst(Math.min(most, this.#chunks[0]!.length));
  }

  #cutFirst(bytes: number): Buffer {
    const first = this.#chunks[0]!;
    this.#length -= bytes;
    if (first.length === bytes) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(bytes);
    return first.subarray(0, bytes);
  }
}
