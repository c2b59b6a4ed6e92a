import { type FileHandle, open } from 'node:fs/promises';
import { readSync, type Stats } from 'node:fs';
import { readAt } from '../../kit/read-at.js';
import { InputError } from '../../model/errors.js';
import type { ByteSource } from '../../model/source.js';
import type { InputFile } from '../input.js';
import { statsOf } from './candidates.js';

/** Bytes in front of the place that was read to, by which a file is known that was truncated and written again. */
const REMEMBERED = 256;

const NOTHING = new Uint8Array(0);
const AGAIN = Buffer.alloc(REMEMBERED);
/**
 * Bytes that are read at once, and not on another thread: what was just written is in memory, and the round trip to a
 * thread would take most of the time that a line needs.
 */
const FEW = 64 * 1024;

/**
 * Why nothing more is to come.
 * - `rotated`: another file has its name now; what is written to it late is still read.
 * - `deleted`: it has no name any more.
 * - `truncated`: its content is gone. What was not read of it is lost.
 */
export type Ending = 'rotated' | 'deleted' | 'truncated';

/** A followed file can't be read for now. It is tried again. */
export class UnavailableError extends InputError {}

export interface GenerationOptions {
  /** As a person named it. */
  readonly name: string;
  readonly path: string;
  readonly handle: FileHandle;
  readonly dev: number;
  readonly ino: number;
  readonly birthtimeMs: number;
  readonly mtimeMs: number;
  readonly size: number;
  /** It was there when following began. */
  readonly first: boolean;
  /** What the same file held before it was truncated. */
  readonly before?: Generation | undefined;
}

/**
 * One content of a followed name, from its first byte to its last: rotation and truncation begin another one. It
 * outlives its name, as long as it is held open.
 */
export class Generation implements InputFile {
  readonly name: string;
  readonly dev: number;
  readonly ino: number;
  readonly birthtimeMs: number;
  /** It was there when following began. */
  readonly first: boolean;
  /** Bytes that it had when it was found. */
  readonly foundSize: number;
  /** What the same file held before it was truncated, until this one is begun. */
  before: Generation | undefined;
  #path: string;
  #handle: FileHandle | undefined;
  #size: number;
  /** Bytes that it had for certain: what was looked at before the last reading showed that it is the same content. */
  #sure = 0;
  /** Bytes that it and its copy had. */
  #reach = 0;
  #seen = 0;
  #writtenAt: number;
  /** The same when it was last looked at: it may be another content that was written. */
  #lookedAt: number;
  /** It was written to and is as large as before: it may have been truncated, and written again. */
  #suspect = false;
  /** The bytes in front of `seen`, once something was read. */
  #tail: Buffer | undefined;
  #ending: Ending | undefined;
  #missing = false;
  #closed = false;

  constructor({ name, path, handle, dev, ino, birthtimeMs, mtimeMs, size, first, before }: GenerationOptions) {
    this.name = name;
    this.#path = path;
    this.#handle = handle;
    this.dev = dev;
    this.ino = ino;
    this.birthtimeMs = birthtimeMs;
    this.first = first;
    this.before = before;
    this.foundSize = size;
    this.#size = size;
    this.#writtenAt = mtimeMs;
    this.#lookedAt = mtimeMs;
  }

  /** Where it was last. */
  get path(): string {
    return this.#path;
  }

  /** Bytes, when it was last looked at. */
  get size(): number {
    return this.#size;
  }

  /** How far it was read, a begun record included. */
  get seen(): number {
    return this.#seen;
  }

  /** Up to where bytes are known to have stood, read or not. */
  get reach(): number {
    return Math.max(this.#reach, this.#size, this.#seen);
  }

  /** When it was last written to, in milliseconds since 1970, as far as is known. */
  get writtenAt(): number {
    return this.#writtenAt;
  }

  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** Whether there are bytes that nobody has read, or may be, and that can be got at. */
  get unread(): boolean {
    return (this.#size > this.#seen || this.#suspect) && this.#ending !== 'truncated' && !this.#missing;
  }

  /** It was given back to the system, and is not where it was any more: only a look at everything tells where it is. */
  get missing(): boolean {
    return this.#missing;
  }

  get isOpen(): boolean {
    return this.#handle !== undefined;
  }

  /** Notes how large it is now, and when it was written to. A file that has lost what was seen of it is truncated. */
  observe({ size, mtimeMs }: Pick<Stats, 'size' | 'mtimeMs'>): void {
    if (this.#ending === 'truncated') return;
    // Where nothing was read, there are no bytes to know it by when it has grown again.
    if (size < (this.#seen || this.#size)) return this.end('truncated');
    this.#size = size;
    this.#missing = false;
    if (mtimeMs === this.#lookedAt) return;
    this.#lookedAt = mtimeMs;
    if (size > this.#seen) this.#writtenAt = mtimeMs;
    // What was empty, was written to, and is empty again has lost something: there is nothing to look for it by.
    else if (size === 0) this.end('truncated');
    else this.#suspect = true;
  }

  /** Looks at the open file itself, whatever its name is now. */
  async look(): Promise<void> {
    const stats = this.#handle ? await this.#handle.stat() : statsOf(this.#path);
    if (stats && this.#isAt(stats)) this.observe(stats);
  }

  /** Reading came to the end before the size that was noted. */
  exhausted(): void {
    this.#size = this.#seen;
  }

  /** It goes by another name now. */
  moved(path: string): void {
    this.#path = path;
    this.#missing = false;
  }

  /** A file that lost its name may turn out to be truncated as well: that is what counts then. */
  end(ending: Ending): void {
    if (this.#ending === undefined || ending === 'truncated') this.#ending = ending;
  }

  /**
   * It was truncated, and this is a copy that was made before: the rest is read from there.
   * @returns how many bytes it had for certain that the copy lacks, and that were not read.
   */
  async continueIn(copy: Generation): Promise<number> {
    const lost = Math.max(0, this.#size - copy.size);
    this.#reach = Math.max(this.#size, copy.size);
    await this.#handle?.close();
    this.#handle = copy.#handle;
    copy.#handle = undefined;
    this.#path = copy.path;
    this.#size = copy.size;
    this.#writtenAt = copy.writtenAt;
    this.#ending = 'rotated';
    return lost;
  }

  /** Whether a file holds what was read of this one, as far as is remembered. */
  async isCopiedBy(other: Generation): Promise<boolean> {
    const tail = this.#tail;
    if (!tail || tail.length === 0 || other.size < this.#seen) return false;
    return tail.equals(await other.readAt(this.#seen - tail.length, tail.length));
  }

  /** Reading begins there: what is in front of it was read by an earlier run, or is not to be read. */
  async startAt(offset: number): Promise<void> {
    const length = Math.min(offset, REMEMBERED);
    this.#tail = Buffer.from(await this.readAt(offset - length, length));
    this.#seen = offset;
    this.#sure = offset;
  }

  /** Reads on from `offset`, which lies no further than `seen`: at most so many bytes. */
  bytesFrom(offset: number, limit: number): ByteSource {
    let at = offset;
    return {
      read: async (into) => {
        const length = await this.#read(at, into.subarray(0, offset + limit - at));
        at += length;
        return length;
      },
      close: async () => {},
    };
  }

  /**
   * Has it open, so that it can be read whatever becomes of its name.
   * @returns false where it is not at its path any more: it is `missing` then.
   * Throws `UnavailableError` where it is there and can't be opened.
   */
  async reopen(): Promise<boolean> {
    if (this.#handle) return true;
    if (this.#closed) return false;
    this.#missing = !(await this.#openAtPath());
    return !this.#missing;
  }

  /** Throws `UnavailableError` where the file can't be read, or is not at its path any more. */
  async readAt(offset: number, length: number): Promise<Uint8Array> {
    return readAt(await this.#opened(), offset, length);
  }

  /**
   * Reads again what was read before. Gives nothing where the file holds something else by now: it was truncated, and
   * written beyond the place that was read to. Throws as `readAt` does.
   */
  async readAgain(offset: number, length: number): Promise<Uint8Array> {
    for (;;) {
      const handle = await this.#opened();
      try {
        const bytes = await readAt(handle, offset, length);
        return (await this.#isUnchanged(handle, false)) ? bytes : NOTHING;
      } catch (error) {
        // It goes on in its copy, or was given back to the system, and is to be opened again.
        if (this.#handle === handle) throw error;
      }
    }
  }

  /** Gives the file back to the system until it is read again. One that has no name any more must be kept open. */
  async rest(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.rest();
  }

  async #read(offset: number, into: Uint8Array): Promise<number> {
    if (into.length === 0 || this.#ending === 'truncated') return 0;
    const handle = await this.#opened();
    const few = this.#size - offset <= FEW;
    let length: number;
    try {
      length = few
        ? readSync(handle.fd, into, 0, into.length, offset)
        : (await handle.read(into, 0, into.length, offset)).bytesRead;
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      throw new UnavailableError(this.name, `can't be read behind byte ${offset} (${code})`, { cause });
    }
    if (length === 0 && !this.#suspect) return 0;
    this.#suspect = false;
    // Only a look behind the reading tells that what was read belongs to what was read before.
    if (!(await this.#isUnchanged(handle, few))) {
      this.#size = this.#sure;
      this.end('truncated');
      return 0;
    }
    this.#writtenAt = this.#lookedAt;
    this.#remember(offset, into.subarray(0, length));
    return length;
  }

  async #isUnchanged(handle: FileHandle, few: boolean): Promise<boolean> {
    const tail = this.#tail;
    if (!tail || tail.length === 0) return true;
    const start = this.#seen - tail.length;
    if (!few) return tail.equals(await readAt(handle, start, tail.length));
    return (
      readSync(handle.fd, AGAIN, 0, tail.length, start) === tail.length && tail.equals(AGAIN.subarray(0, tail.length))
    );
  }

  #remember(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    if (end <= this.#seen) return;
    const fresh = bytes.subarray(this.#seen - offset);
    const before = this.#tail ?? Buffer.alloc(0);
    const joined =
      fresh.length >= REMEMBERED ? Buffer.from(fresh.subarray(-REMEMBERED)) : Buffer.concat([before, fresh]);
    this.#tail = joined.length > REMEMBERED ? Buffer.from(joined.subarray(-REMEMBERED)) : joined;
    this.#seen = end;
    this.#size = Math.max(this.#size, end);
    this.#sure = this.#size;
  }

  async #opened(): Promise<FileHandle> {
    if (await this.reopen()) return this.#handle!;
    throw new UnavailableError(this.name, 'is not where it was');
  }

  /** @returns false where another file, or none, is at its path. */
  async #openAtPath(): Promise<boolean> {
    const stats = statsOf(this.#path);
    if (!stats || !this.#isAt(stats)) return false;
    let handle: FileHandle;
    try {
      handle = await open(this.#path, 'r');
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'ENOENT') return false;
      throw new UnavailableError(this.name, `can't be opened again (${code})`, {
        cause,
        next: ['It is tried again, and nothing of it is lost.'],
      });
    }
    // Its name may have gone to another one before it was open, and somebody else may have opened it meanwhile.
    const isIt = this.#isAt(await handle.stat());
    if (isIt && !this.#handle && !this.#closed) this.#handle = handle;
    else await handle.close();
    return this.#handle !== undefined;
  }

  #isAt({ dev, ino }: Stats): boolean {
    return dev === this.dev && ino === this.ino;
  }
}
