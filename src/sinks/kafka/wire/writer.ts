/** Puts a request together, in the types of Kafka's protocol (https://kafka.apache.org/protocol#protocol_types). */
export class Writer {
  readonly #pieces: Buffer[] = [];

  int8(value: number): this {
    return this.raw(Buffer.from([value & 0xff]));
  }

  int16(value: number): this {
    const piece = Buffer.allocUnsafe(2);
    piece.writeInt16BE(value);
    return this.raw(piece);
  }

  int32(value: number): this {
    const piece = Buffer.allocUnsafe(4);
    piece.writeInt32BE(value);
    return this.raw(piece);
  }

  /** A text, or none. */
  string(value: string | null): this {
    if (value === null) return this.int16(-1);
    const text = Buffer.from(value);
    return this.int16(text.length).raw(text);
  }

  bytes(value: Buffer): this {
    return this.int32(value.length).raw(value);
  }

  array<T>(items: readonly T[], write: (item: T) => void): this {
    this.int32(items.length);
    for (const item of items) write(item);
    return this;
  }

  raw(piece: Buffer): this {
    this.#pieces.push(piece);
    return this;
  }

  /** What was written. Large pieces are those that were handed in, and no copies. */
  get pieces(): readonly Buffer[] {
    return this.#pieces;
  }
}
