import type { Readable } from 'node:stream';
import type { ByteSource } from '../model/source.js';

/** Reads from a Node stream into memory of the caller's. */
export class StreamReader implements ByteSource {
  readonly #stream: Readable;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #explain: (error: Error) => Error;
  #rest: Buffer = Buffer.alloc(0);

  /** @param explain makes an error for people out of one of the stream. */
  constructor(stream: Readable, explain: (error: Error) => Error) {
    this.#stream = stream;
    this.#chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.#explain = explain;
    // It may fail while nobody reads; the next read tells.
    stream.on('error', () => {});
  }

  async read(into: Uint8Array): Promise<number> {
    if (!(await this.#ready())) return 0;
    const length = this.#rest.copy(into);
    this.#rest = this.#rest.subarray(length);
    return length;
  }

  /** Drops so many bytes, or all that there are. */
  async skip(bytes: number): Promise<void> {
    for (let left = bytes; left > 0 && (await this.#ready());) {
      const skipped = Math.min(left, this.#rest.length);
      this.#rest = this.#rest.subarray(skipped);
      left -= skipped;
    }
  }

  async close(): Promise<void> {
    this.#stream.destroy();
  }

  /** Waits for bytes; false at the end. */
  async #ready(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#next();
      if (next.done) return false;
      this.#rest = next.value;
    }
    return true;
  }

  async #next(): Promise<IteratorResult<Buffer>> {
    try {
      return await this.#chunks.next();
    } catch (error) {
      throw this.#explain(error as Error);
    }
  }
}
