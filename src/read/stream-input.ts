import type { Readable } from 'node:stream';
import { onAbort } from '../kit/on-abort.js';
import { InputError } from '../model/errors.js';
import type { ByteSource } from '../model/source.js';
import { isGzip } from './gzip-magic.js';
import type { Input } from './input.js';
import { refuseBinary } from './refuse-binary.js';
import { StreamReader } from './stream-reader.js';

/** The name under which standard input is given on the command line, and that under which events know it. */
export const STANDARD_INPUT = '-';
const PATH = 'stdin';
const HEAD_BYTES = 64 * 1024;

/**
 * Takes a stream as input: its first piece is awaited, and looked at. Throws `InputError`, and the reason of the
 * signal where that comes first.
 */
export async function openStream(stream: Readable, signal: AbortSignal): Promise<Input> {
  const reader = new StreamReader(
    stream,
    (cause) => new InputError(PATH, `can't be read (${cause.message})`, { cause }),
  );
  const buffer = new Uint8Array(HEAD_BYTES);
  const head = buffer.subarray(0, await firstRead(reader, buffer, signal));
  if (isGzip(head)) {
    throw new InputError(PATH, 'is compressed', { next: ['Decompress it on the way: zcat FILE | logship upload -'] });
  }
  refuseBinary(PATH, head);
  return {
    name: STANDARD_INPUT,
    path: PATH,
    size: undefined,
    file: undefined,
    head,
    open: async (offset) => {
      const source = new HeadFirst(head, reader);
      await source.skip(offset);
      return source;
    },
    close: () => reader.close(),
  };
}

async function firstRead(reader: StreamReader, buffer: Uint8Array, signal: AbortSignal): Promise<number> {
  const takeBack = onAbort(signal, () => void reader.close());
  try {
    const length = await reader.read(buffer);
    signal.throwIfAborted();
    return length;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    takeBack();
  }
}

/** What was looked at comes first, and then the rest of the stream. */
class HeadFirst implements ByteSource {
  #head: Uint8Array;
  readonly #reader: StreamReader;

  constructor(head: Uint8Array, reader: StreamReader) {
    this.#head = head;
    this.#reader = reader;
  }

  async read(into: Uint8Array): Promise<number> {
    if (this.#head.length === 0) return this.#reader.read(into);
    const piece = this.#head.subarray(0, into.length);
    into.set(piece);
    this.#head = this.#head.subarray(piece.length);
    return piece.length;
  }

  async skip(bytes: number): Promise<void> {
    const fromHead = Math.min(bytes, this.#head.length);
    this.#head = this.#head.subarray(fromHead);
    await this.#reader.skip(bytes - fromHead);
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}
