import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { InputError } from '../model/errors.js';
import type { ByteSource } from '../model/source.js';
import { StreamReader } from './stream-reader.js';

const SKIPPED_AT_ONCE = 64 * 1024;
/** Compressed bytes that are read at once. */
const PIECE = 64 * 1024;

/**
 * A gzip file, decompressed. Offsets count decompressed bytes. It is read by its handle, which stays open: rotation
 * gives its name to another one, and what is decompressed again is to be the same.
 */
export class GzipReader implements ByteSource {
  readonly #file: FileHandle;
  readonly #name: string;
  #reader: Decompressed;
  #at = 0;
  /** What is wrong with the file, and told when all that stands before it was read. */
  #cutOff: InputError | undefined;

  private constructor(file: FileHandle, name: string) {
    this.#file = file;
    this.#name = name;
    this.#reader = new Decompressed(file, name, constants.Z_FINISH);
  }

  /** Opens the file and goes to an offset, which means decompressing all that is before it. Throws `InputError`. */
  static async open(file: FileHandle, name: string, offset: number): Promise<GzipReader> {
    const reader = new GzipReader(file, name);
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
    this.#reader = new Decompressed(this.#file, this.#name, constants.Z_SYNC_FLUSH);
    await this.#reader.skip(this.#at);
  }
}

/** One pass over a file, from its start. */
class Decompressed extends StreamReader {
  readonly #closed: Promise<unknown>;

  constructor(file: FileHandle, name: string, finishFlush: number) {
    const compressed = Readable.from(piecesOf(file), { objectMode: false });
    const plain: Readable = compressed.pipe(createGunzip({ finishFlush }));
    super(plain, (error) => {
      return new InputError(name, `can't be decompressed (${error.message})`, {
        cause: error,
        next: [`What stands before that place is delivered. Check the file: gzip -t ${name}`],
      });
    });
    compressed.once('error', (error) => plain.destroy(error));
    plain.once('close', () => compressed.destroy());
    this.#closed = new Promise((resolve) => compressed.once('close', resolve));
  }

  /** Once it is closed, nothing touches the handle any more. */
  override async close(): Promise<void> {
    await super.close();
    await this.#closed;
  }
}

async function* piecesOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let at = 0; ;) {
    const piece = Buffer.allocUnsafe(PIECE);
    const { bytesRead } = await file.read(piece, 0, PIECE, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

function isCutOff(error: unknown): error is InputError {
  return error instanceof InputError && (error.cause as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
}

/** Looks things up in a gzip file. Offsets that rise cost one pass over the file together. */
export class GzipLookup {
  readonly #file: FileHandle;
  readonly #name: string;
  #reader: GzipReader | undefined;
  #at = 0;

  constructor(file: FileHandle, name: string) {
    this.#file = file;
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
      this.#reader = await GzipReader.open(this.#file, this.#name, offset);
    }
    return this.#reader;
  }
}
