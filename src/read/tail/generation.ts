import { type FileHandle, open } from 'node:fs/promises';
import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import type { Start } from '../../kit/leading-nuls.js';
import { readAt } from '../../kit/read-at.js';
import { sameFile } from '../../kit/same-file.js';
import { InputError } from '../../model/errors.js';
import type { ByteSource } from '../../model/source.js';
import type { Input, InputFile } from '../input.js';
import { statsOf } from './stats-of.js';
import { Landmark, REMEMBERED } from './landmark.js';
import { type HeldFile, OpenFiles } from './open-files.js';

const NOTHING = new Uint8Array(0);
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
  /** What it began with, behind its hole. Read before `size` was asked for. */
  readonly start?: Start;
  /** It was there when following began. */
  readonly first: boolean;
  /** What the same file held before it was truncated. */
  readonly before?: Generation | undefined;
  /** Where it counts as open. */
  readonly files?: OpenFiles;
}

/**
 * One content of a followed name, from its first byte to its last: rotation and truncation begin another one. It
 * outlives its name, as long as it is held open.
 */
export class Generation implements InputFile, HeldFile {
  readonly name: string;
  readonly dev: number;
  readonly ino: number;
  readonly birthtimeMs: number;
  /** What the same file held before it was truncated, until this one is begun. */
  before: Generation | undefined;
  readonly #files: OpenFiles;
  #first: boolean;
  #foundSize: number;
  readonly #hole: number;
  #path: string;
  #handle: FileHandle | undefined;
  /** How many are doing something with it. */
  #users = 0;
  #size: number;
  /** Bytes that it had for certain: what was looked at before the last reading showed that it is the same content. */
  #sure: number;
  /** Bytes that it and its copies had. */
  #reach = 0;
  #seen = 0;
  #writtenAt: number;
  /** The same when it was last looked at: it may be another content that was written. */
  #lookedAt: number;
  /** It was written to, and is as large as before as far as is known: it may have been truncated, and written again. */
  #suspect = false;
  readonly #landmark = new Landmark();
  #ending: Ending | undefined;
  #archive: Input | undefined;
  #missing = false;
  #closed = false;

  constructor(options: GenerationOptions) {
    const { name, path, handle, dev, ino, birthtimeMs, mtimeMs, size, start, first, before } = options;
    this.#files = options.files ?? new OpenFiles(Infinity);
    this.#files.add(this);
    this.name = name;
    this.#path = path;
    this.#handle = handle;
    this.dev = dev;
    this.ino = ino;
    this.birthtimeMs = birthtimeMs;
    this.#first = first;
    this.before = before;
    this.#foundSize = size;
    this.#size = size;
    this.#sure = size;
    this.#hole = start?.at ?? 0;
    if (start) this.#landmark.place(start.at, start.bytes);
    this.#writtenAt = mtimeMs;
    this.#lookedAt = mtimeMs;
  }

  /** It was there when following began. */
  get first(): boolean {
    return this.#first;
  }

  /** Bytes that it had when it was found. */
  get foundSize(): number {
    return this.#foundSize;
  }

  /** NUL bytes that it began with when it was found. */
  get hole(): number {
    return this.#hole;
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

  /** When it was last written to, in milliseconds since 1970, as far as is known for certain. */
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

  /** It was given back to the system, and has no name any more: only a copy may hold what was not read of it. */
  get gone(): boolean {
    return this.#ending === 'deleted' && !this.#handle && !this.#closed;
  }

  get isOpen(): boolean {
    return this.#handle !== undefined;
  }

  /** What was read to its end comes first, and what has its name still: a rotated file is less easily found again. */
  get worth(): number | undefined {
    if (this.#users > 0 || this.#ending === 'deleted' || this.#ending === 'truncated') return undefined;
    return (this.unread ? 2 : 0) + (this.#ending ? 1 : 0);
  }

  /** It stays open meanwhile. */
  async using<T>(work: () => Promise<T>): Promise<T> {
    this.#users++;
    try {
      return await work();
    } finally {
      this.#users--;
      await this.#files.trim();
    }
  }

  /**
   * Notes how large it is now, and when it was written to. A file that has lost what was seen of it is truncated.
   * @returns whether any of that is new.
   */
  observe({ size, mtimeMs }: Pick<Stats, 'size' | 'mtimeMs'>): boolean {
    if (this.#ending === 'truncated') return false;
    if (size === this.#size && mtimeMs === this.#lookedAt && !this.#missing) return false;
    if (size < (this.#seen || this.#size)) this.end('truncated');
    else this.#note(size, mtimeMs);
    return true;
  }

  /** It may have been written to. @returns whether reading on will tell. */
  suspect(): boolean {
    if (!this.#handle || this.#ending !== undefined || this.#seen === 0) return false;
    this.#suspect = true;
    return true;
  }

  #note(size: number, mtimeMs: number): void {
    this.#size = size;
    this.#missing = false;
    if (mtimeMs === this.#lookedAt) return;
    this.#lookedAt = mtimeMs;
    if (size > this.#seen) return;
    // What was empty, was written to, and is empty again has lost something: there is nothing to look for it by.
    if (size === 0) this.end('truncated');
    else this.#suspect = true;
  }

  /** Looks at the open file itself, whatever its name is now. */
  async look(): Promise<void> {
    const stats = this.#handle ? await this.#handle.stat() : statsOf(this.#path);
    if (stats && sameFile(this, stats)) this.observe(stats);
  }

  /**
   * Notes what was just read of its start.
   * @returns whether it still has what it was found with. One that has not is truncated.
   */
  async beginsWith(at: number, bytes: Uint8Array): Promise<boolean> {
    if (!(await this.#holds())) return false;
    this.#landmark.place(at, bytes);
    return true;
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
    this.isCopiedUpTo(Math.max(this.#size, copy.size));
    await this.rest();
    this.#handle = copy.#handle;
    this.#files.add(this);
    copy.#forgetHandle();
    this.#path = copy.path;
    this.#size = copy.size;
    this.#writtenAt = copy.writtenAt;
    this.#ending = 'rotated';
    return lost;
  }

  /** So many bytes stand in copies of it, and of what was written behind it. */
  isCopiedUpTo(bytes: number): void {
    this.#reach = Math.max(this.#reach, bytes);
  }

  /** It is a copy of one that was not begun: it is to be begun as that one was. */
  standFor({ first, foundSize }: Generation): void {
    this.#first = first;
    this.#foundSize = foundSize;
  }

  /** It is not to be had any more but for this copy, which is compressed: what was read is read again from there. */
  continueInArchive(archive: Input): void {
    this.#archive = archive;
  }

  /** Whether a file holds what was read of this one, or else what this one began with, as far as is remembered. */
  async isCopiedBy(other: InputFile): Promise<boolean> {
    return this.#landmark.isInCopy(other);
  }

  /**
   * Reading begins there: what is in front of it was read by an earlier run, or is not to be read.
   * @returns whether it still begins as it did when it was to be recognised. One that does not is truncated, and was
   * recognised by the one content or by the other.
   */
  async startAt(offset: number): Promise<boolean> {
    this.#sure = Math.max(this.#sure, this.#landmark.end);
    const length = Math.min(offset - this.#landmark.at, REMEMBERED);
    const before = length > 0 ? await this.readAt(offset - length, length) : NOTHING;
    // Only now is it certain that these are bytes of the content that was recognised.
    if (!(await this.#holds())) return false;
    if (before.length > 0) this.#landmark.place(offset - length, before);
    this.#sure = Math.max(this.#sure, offset);
    this.#seen = offset;
    return true;
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
   * written beyond the place that was read to. Does not keep it open for that. Throws as `readAt` does.
   */
  async readAgain(offset: number, length: number): Promise<Uint8Array> {
    if (this.#archive) return this.#archive.file!.readAt(offset, length);
    for (;;) {
      const handle = this.#handle;
      if (!handle) return this.#readOnce(offset, length);
      try {
        const bytes = await readAt(handle, offset, length);
        return (await this.#landmark.isIn(handle)) ? bytes : NOTHING;
      } catch (error) {
        // It goes on in its copy, or was given back to the system.
        if (this.#handle === handle) throw error;
      }
    }
  }

  /** Gives the file back to the system until it is read again. One that has no name any more must be kept open. */
  async rest(): Promise<void> {
    await this.#forgetHandle()?.close();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#archive?.close();
    await this.rest();
  }

  #forgetHandle(): FileHandle | undefined {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#files.delete(this);
    return handle;
  }

  /** At once, so that of thousands of files that are closed no two are open for this at the same time. */
  #readOnce(offset: number, length: number): Uint8Array {
    if (this.#closed) throw this.#notThere();
    let file: number | undefined;
    try {
      file = openSync(this.#path, 'r');
      this.#missing = !sameFile(this, fstatSync(file));
      if (this.#missing) throw this.#notThere();
      const bytes = new Uint8Array(length);
      const read = readSync(file, bytes, 0, length, offset);
      return this.#landmark.isInOpen(file) ? bytes.subarray(0, read) : NOTHING;
    } catch (error) {
      throw error instanceof UnavailableError ? error : this.#unopened(error as NodeJS.ErrnoException);
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  async #read(offset: number, into: Uint8Array): Promise<number> {
    if (into.length === 0 || this.#ending === 'truncated') return 0;
    const handle = this.#handle ?? (await this.#opened());
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
    if (!(few ? this.#landmark.isInOpen(handle.fd) : await this.#landmark.isIn(handle))) {
      this.#endSure();
      return 0;
    }
    this.#writtenAt = this.#lookedAt;
    this.#remember(offset, into.subarray(0, length));
    return length;
  }

  async #holds(): Promise<boolean> {
    await this.look();
    if (!(await this.#landmark.isIn(await this.#opened()))) this.#endSure();
    return this.#ending !== 'truncated';
  }

  /** It holds something else by now. */
  #endSure(): void {
    this.#size = this.#sure;
    this.end('truncated');
  }

  #remember(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    if (end <= this.#seen) return;
    this.#landmark.moveOn(this.#seen, bytes.subarray(this.#seen - offset));
    this.#seen = end;
    this.#size = Math.max(this.#size, end);
    this.#sure = this.#size;
  }

  async #opened(): Promise<FileHandle> {
    if (await this.reopen()) return this.#handle!;
    throw this.#notThere();
  }

  #notThere(): UnavailableError {
    return new UnavailableError(this.name, 'is not where it was');
  }

  #unopened(cause: NodeJS.ErrnoException): UnavailableError {
    if (cause.code === 'ENOENT') {
      this.#missing = true;
      return this.#notThere();
    }
    return new UnavailableError(this.name, `can't be opened again (${cause.code})`, {
      cause,
      next: ['It is tried again, and nothing of it is lost.'],
    });
  }

  /** @returns false where another file, or none, is at its path. */
  async #openAtPath(): Promise<boolean> {
    const stats = statsOf(this.#path);
    if (!stats || !sameFile(this, stats)) return false;
    await this.#files.makeRoom();
    let handle: FileHandle;
    try {
      handle = await open(this.#path, 'r');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw this.#unopened(cause as NodeJS.ErrnoException);
    }
    // Its name may have gone to another one before it was open, and somebody else may have opened it meanwhile.
    const isIt = sameFile(this, await handle.stat());
    if (!isIt || this.#handle || this.#closed) await handle.close();
    else {
      this.#handle = handle;
      this.#files.add(this);
    }
    return this.#handle !== undefined;
  }
}
