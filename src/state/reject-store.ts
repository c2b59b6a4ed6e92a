import { randomBytes } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../kit/atomic-file.js';
import type { Clock } from '../kit/clock.js';
import { StateError } from '../model/errors.js';
import { stateFailure } from './failure.js';
import { encodeReject } from './reject-row.js';
import type { RejectedRecord } from './reject-row.js';
import { fileStamp } from './timestamp.js';

/** How large all files of rejects may grow together, in bytes, unless told otherwise. */
export const REJECTS_LIMIT = 2 ** 30;

/**
 * Keeps the rejects of one run in a file of their own, created with the first. `add` only remembers; `flush` makes
 * everything added before durable, and is awaited before a mark passes a reject. Many flushes at once share one fsync.
 */
export class RejectStore {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #path: string;
  #file: FileHandle | undefined;
  #waiting: Buffer[] = [];
  /** What of the file is whole and durable, in bytes. */
  #durable = 0;
  /** What the files of earlier runs hold, in bytes. */
  #elsewhere: number | undefined;
  #last: Promise<void> = Promise.resolve();
  #queued: Promise<void> | undefined;

  constructor(folder: string, clock: Clock, limit = REJECTS_LIMIT) {
    this.#folder = folder;
    this.#clock = clock;
    this.#limit = limit;
    const run = `${process.pid}-${randomBytes(4).toString('hex')}`;
    this.#path = join(folder, `${fileStamp(clock.now())}-${run}.ndjson`);
  }

  /** The file of this run; undefined as long as there is none. */
  get path(): string | undefined {
    return this.#file ? this.#path : undefined;
  }

  /** Remembers a reject for the next `flush`. Copies what it needs. */
  add(record: RejectedRecord): void {
    this.#waiting.push(Buffer.from(encodeReject(record, this.#clock.now())));
  }

  /** Resolves when everything added before is on disk. Throws `StateError`: nothing is forgotten, try again. */
  async flush(): Promise<void> {
    if (this.#queued) return this.#queued;
    if (this.#waiting.length === 0) return this.#last;
    const queued = this.#last
      .catch(() => {})
      .then(() => {
        this.#queued = undefined;
        return this.#write();
      });
    this.#queued = queued;
    this.#last = queued;
    return queued;
  }

  /** Flushes, and closes the file. Throws `StateError`. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#file?.close();
    }
  }

  async #write(): Promise<void> {
    const rows = this.#waiting;
    if (rows.length === 0) return;
    this.#waiting = [];
    const bytes = Buffer.concat(rows);
    try {
      this.#elsewhere ??= await sizeOf(this.#folder);
      if (this.#elsewhere + this.#durable + bytes.length > this.#limit) throw this.#full();
      const file = await this.#open();
      await writeAt(file, bytes, this.#durable);
      await file.sync();
      this.#durable += bytes.length;
    } catch (error) {
      // The next try writes over what this one may have left behind the durable part.
      this.#waiting = [...rows, ...this.#waiting];
      throw stateFailure('keep rejected records in', this.#path, error);
    }
  }

  async #open(): Promise<FileHandle> {
    if (this.#file) return this.#file;
    const file = await open(this.#path, 'wx', 0o600);
    await syncFolder(this.#folder);
    this.#file = file;
    return file;
  }

  #full(): StateError {
    return new StateError(`${this.#folder}: rejected records fill the ${this.#limit} bytes that they may`, {
      next: ['Move the files in it elsewhere, or delete what you no longer need, and run again.'],
    });
  }
}

async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}

async function sizeOf(folder: string): Promise<number> {
  let size = 0;
  for (const name of await readdir(folder)) {
    if (name.endsWith('.ndjson')) size += (await stat(join(folder, name))).size;
  }
  return size;
}
