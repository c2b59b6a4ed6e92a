import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { startOf } from '../kit/leading-nuls.js';
import { readAt as readBytes } from '../kit/read-at.js';
import { showBytes } from '../kit/show-bytes.js';
import { InputError } from '../model/errors.js';
import type { ByteSource } from '../model/source.js';
import { isGzip } from './gzip-magic.js';
import type { Input, InputFile } from './input.js';
import { refuseBinary } from './refuse-binary.js';

/** Bytes that are looked at before a file is shipped. */
const HEAD_BYTES = 64 * 1024;

export interface FileLimits {
  /** Bytes on disk; 0 for no limit. */
  readonly maxSize: number;
  /** NUL bytes in front are a hole that a truncation left, and are skipped. */
  readonly holes?: boolean;
}

/**
 * Opens a file and looks at it. Throws `InputError` where it can't be shipped: missing, unreadable, a folder,
 * too large, binary.
 */
export async function openFile(name: string, { maxSize, holes = false }: FileLimits): Promise<Input> {
  const path = resolve(name);
  const handle = await openRegular(name, path);
  try {
    const { size, dev, ino, birthtimeMs } = await handle.stat();
    if (maxSize > 0 && size > maxSize) throw tooLarge(name, size, maxSize);
    const start = await readBytes(handle, 0, HEAD_BYTES);
    // zlib is loaded for who needs it.
    const compressed = isGzip(start) ? await import('./gzip.js') : undefined;
    const gzip = compressed && new compressed.GzipLookup(handle, name);
    const readAt: InputFile['readAt'] = (offset, length) =>
      gzip ? gzip.readAt(offset, length) : readBytes(handle, offset, length);
    const { at: hole, bytes: head } = holes
      ? await startOf({ dev, ino, readAt }, HEAD_BYTES)
      : { at: 0, bytes: compressed ? await readAt(0, HEAD_BYTES) : start };
    refuseBinary(name, hole > 0 && head.length === 0 ? start : head);
    const file: InputFile = { dev, ino, birthtimeMs, readAt };
    return {
      name,
      path,
      file,
      head,
      hole,
      size: compressed ? undefined : size,
      open: async (offset) =>
        compressed ? compressed.GzipReader.open(handle, name, offset) : new PlainFile(handle, name, offset),
      close: async () => {
        await gzip?.close();
        await handle.close();
      },
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openRegular(name: string, path: string): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    // A named pipe without a writer would block here.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw unopened(name, cause as NodeJS.ErrnoException);
  }
  const stats = await handle.stat();
  if (stats.isFile()) return handle;
  await handle.close();
  if (stats.isDirectory()) {
    throw new InputError(name, 'is a folder', {
      next: [`Name its files: logship upload '${name.replace(/\/$/, '')}/*.log'`],
    });
  }
  throw new InputError(name, 'is no regular file', {
    next: ['A pipe or a device is read from standard input: logship upload -'],
  });
}

function unopened(name: string, cause: NodeJS.ErrnoException): InputError {
  switch (cause.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new InputError(name, 'does not exist', {
        cause,
        next: ['Check the path; a relative one starts from here.'],
      });
    case 'EACCES':
    case 'EPERM':
      return new InputError(name, 'may not be read', {
        cause,
        next: [`Give yourself the right to read it: ls -l ${name}`],
      });
    default:
      return new InputError(name, `can't be opened (${cause.code})`, { cause });
  }
}

function tooLarge(name: string, size: number, maxSize: number): InputError {
  return new InputError(name, `is too large: ${showBytes(size)}, and the limit is ${showBytes(maxSize)}`, {
    next: ['Raise the limit with --max-size 1GB, or lift it with --max-size 0.'],
  });
}

/** A file as it is. The handle stays with the input. */
class PlainFile implements ByteSource {
  readonly #handle: FileHandle;
  readonly #name: string;
  #offset: number;

  constructor(handle: FileHandle, name: string, offset: number) {
    this.#handle = handle;
    this.#name = name;
    this.#offset = offset;
  }

  async read(into: Uint8Array): Promise<number> {
    try {
      const { bytesRead } = await this.#handle.read(into, 0, into.length, this.#offset);
      this.#offset += bytesRead;
      return bytesRead;
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      throw new InputError(this.#name, `can't be read behind byte ${this.#offset} (${code})`, { cause });
    }
  }

  async close(): Promise<void> {}
}
