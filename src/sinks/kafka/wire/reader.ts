/** Reads an answer, in the types of Kafka's protocol. Throws `RangeError` where it ends too early. */
export class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#skip(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#skip(4));
  }

  int64(): bigint {
    return this.#bytes.readBigInt64BE(this.#skip(8));
  }

  boolean(): boolean {
    return this.#bytes.readInt8(this.#skip(1)) !== 0;
  }

  /** A text, or none. */
  string(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.#take(length).toString();
  }

  bytes(): Buffer {
    return this.#take(Math.max(0, this.int32()));
  }

  array<T>(read: () => T): T[] {
    const length = this.int32();
    // Each item takes a byte at least: a length that can't be is found out before memory is asked for.
    if (length > this.#bytes.length) throw new RangeError('an array is longer than the answer that holds it');
    return Array.from({ length: Math.max(0, length) }, read);
  }

  #take(length: number): Buffer {
    const from = this.#skip(length);
    if (this.#at > this.#bytes.length) throw new RangeError('the answer ends too early');
    return this.#bytes.subarray(from, this.#at);
  }

  #skip(length: number): number {
    const from = this.#at;
    this.#at += length;
    return from;
  }
}
