import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '../model/errors.js';
import type { ByteSource } from '../model/source.js';
import { StreamReader } from './stream-reader.js';

/** Whether bytes begin like a gzip file (RFC 1952). */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 0x08;
}

/** A gzip file, decompressed. Offsets count decompressed bytes. */
export class GzipReader implements ByteSource {
  readonly #reader: StreamReader;

  private constructor(reader: StreamReader) {
    this.#reader = reader;
  }

  /** Opens the file and goes to an offset, which means decompressing all that is before it. Throws `InputError`. */
  static async open(path: string, name: string, offset: number): Promise<GzipReader> {
    const file = createReadStream(path);
    const plain: Readable = file.pipe(createGunzip());
    file.once('error', (error) => plain.destroy(error));
    plain.once('close', () => file.destroy());
    const reader = new StreamReader(plain, (error) => {
      return new InputError(name, `can't be decompressed (${error.message})`, {
        cause: error,
        next: [`What came before is delivered. Check the file: gzip -t ${name}`],
      });
    });
    await reader.skip(offset);
    return new GzipReader(reader);
  }

  read(into: Uint8Array): Promise<number> {
    return this.#reader.read(into);
  }

  /** Drops so many decompressed bytes. */
  skip(bytes: number): Promise<void> {
    return this.#reader.skip(bytes);
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}

/** Looks things up in a gzip file. Offsets that rise cost one pass over the file together. */
export class GzipLookup {
  readonly #path: string;
  readonly #name: string;
  #reader: GzipReader | undefined;
  #at = 0;

  constructor(path: string, name: string) {
    this.#path = path;
    this.#name = name;
  }

  /** Reads decompressed bytes; fewer than asked for only at the end. Throws `InputError`. */
  async readAt(offset: number, length: number): Promise<Uint8Array> {
    const reader = await this.#readerAt(offset);
    const bytes = new Uint8Array(length);
    let filled = 0;
    for (let read = 1; read > 0 && filled < length; filled += read) read = await reader.read(bytes.subarray(filled));
    this.#at = offset + filled;
    return bytes.subarray(0, filled);
  }

  async close(): Promise<void> {
    await this.#reader?.close();
  }

  async #readerAt(offset: number): Promise<GzipReader> {
    if (this.#reader && offset >= this.#at) await this.#reader.skip(offset - this.#at);
    else {
      await this.#reader?.close();
      this.#reader = await GzipReader.open(this.#path, this.#name, offset);
    }
    return this.#reader;
  }
}
