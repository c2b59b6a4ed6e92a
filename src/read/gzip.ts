import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { InputError } from '../model/errors.js';
import type { ByteSource } from '../model/source.js';
import { StreamReader } from './stream-reader.js';

const SKIPPED_AT_ONCE = 64 * 1024;

/** A gzip file, decompressed. Offsets count decompressed bytes. */
export class GzipReader implements ByteSource {
  readonly #path: string;
  readonly #name: string;
  #reader: StreamReader;
  #at = 0;
  /** What is wrong with the file, and told when all that stands before it was read. */
  #cutOff: InputError | undefined;

  private constructor(path: string, name: string) {
    this.#path = path;
    this.#name = name;
    this.#reader = decompress(path, name, constants.Z_FINISH);
  }

  /** Opens the file and goes to an offset, which means decompressing all that is before it. Throws `InputError`. */
  static async open(path: string, name: string, offset: number): Promise<GzipReader> {
    const reader = new GzipReader(path, name);
    await reader.skip(offset);
    return reader;
  }

  async read(into: Uint8Array): Promise<number> {
    try {
      const length = await this.#reader.read(into);
      if (length === 0 && this.#cutOff) throw this.#cutOff;
      this.#at += length;
      return length;
    } catch (error) {
      if (this.#cutOff || !isCutOff(error)) throw error;
      this.#cutOff = error;
      await this.#rescue();
      return this.read(into);
    }
  }

  /** Drops so many decompressed bytes. Throws `InputError`. */
  async skip(bytes: number): Promise<void> {
    const dropped = new Uint8Array(Math.min(bytes, SKIPPED_AT_ONCE));
    for (let left = bytes, read = 1; left > 0 && read > 0; left -= read) {
      read = await this.read(dropped.subarray(0, left));
    }
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  /** Of a file that is cut off, zlib drops the last pieces with its error, unless it is told not to mind the end. */
  async #rescue(): Promise<void> {
    await this.#reader.close();
    this.#reader = decompress(this.#path, this.#name, constants.Z_SYNC_FLUSH);
    await this.#reader.skip(this.#at);
  }
}

function decompress(path: string, name: string, finishFlush: number): StreamReader {
  const file = createReadStream(path);
  const plain: Readable = file.pipe(createGunzip({ finishFlush }));
  file.once('error', (error) => plain.destroy(error));
  plain.once('close', () => file.destroy());
  return new StreamReader(plain, (error) => {
    return new InputError(name, `can't be decompressed (${error.message})`, {
      cause: error,
      next: [`What stands before that place is delivered. Check the file: gzip -t ${name}`],
    });
  });
}

function isCutOff(error: unknown): error is InputError {
  return error instanceof InputError && (error.cause as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
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

  /**
   * Reads decompressed bytes; fewer than asked for only at the end, or where the file is damaged: reading it from
   * front to back tells that. Throws `InputError` where not a single byte of the file can be read.
   */
  async readAt(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    try {
      const reader = await this.#readerAt(offset);
      for (let read = 1; read > 0 && filled < length; filled += read) read = await reader.read(bytes.subarray(filled));
    } catch (error) {
      if (!(error instanceof InputError) || offset + filled === 0) throw error;
    }
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
