import { randomBytes } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../kit/atomic-file.js';
import type { Clock } from '../kit/clock.js';
import { StateError } from '../model/errors.js';
import { errorCode, stateFailure } from './failure.js';
import { sizeOfRejects } from './reject-files.js';
import { encodeReject } from './reject-row.js';
import type { RejectedRecord } from './reject-row.js';
import { fileStamp } from './timestamp.js';

/** Milliseconds for which it is believed how much the files of other runs hold. */
const BELIEVED = 10_000;

/**
 * Keeps the rejects of one run in a file of their own, created with the first. `add` only remembers; `flush` makes
 * everything added before durable, and is awaited before a mark passes a reject. Many flushes at once share one fsync.
 *
 * A replay may take the file away at any time, by another name (reject-claim.ts). So whether it is still ours is looked
 * at behind every write: what was written to one that is not, the replay may have missed, and it goes into a new file.
 */
export class RejectStore {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #limit: number;
  #path: string;
  #file: FileHandle | undefined;
  #waiting: Buffer[] = [];
  /** What of the file is whole and durable, in bytes. */
  #durable = 0;
  /** What the files of other runs hold, in bytes, and when that was looked at in monotonic milliseconds. */
  #elsewhere: { readonly bytes: number; readonly at: number } | undefined;
  /** By source key: where a record goes on of which only the first pieces were added. */
  readonly #begun = new Map<string, number>();
  #last: Promise<void> = Promise.resolve();
  #queued: Promise<void> | undefined;

  /** @param limit how large all files of rejects may grow together, in bytes. */
  constructor(folder: string, clock: Clock, limit: number) {
    this.#folder = folder;
    this.#clock = clock;
    this.#limit = limit;
    this.#path = this.#newPath();
  }

  /** The file of this run; undefined as long as there is none. */
  get path(): string | undefined {
    return this.#file ? this.#path : undefined;
  }

  /** Remembers a reject for the next `flush`. Copies what it needs. */
  add(record: RejectedRecord): void {
    const { source, position, bytes, more } = record;
    const rest = this.#begun.get(source.key) === position.offset;
    if (more) this.#begun.set(source.key, position.offset + bytes.length);
    else if (rest) this.#begun.delete(source.key);
    this.#waiting.push(Buffer.from(encodeReject(record, this.#clock.now(), rest)));
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

  /** Writes as many rows as there is room for. Throws where that is not all of them. */
  async #write(): Promise<void> {
    let rows = this.#waiting;
    if (rows.length === 0) return;
    this.#waiting = [];
    try {
      if (this.#file && !(await this.#isOurs(this.#file))) await this.#leave(this.#file);
      const fitting = await this.#fitting(rows);
      if (fitting > 0) await this.#append(Buffer.concat(rows.slice(0, fitting)));
      rows = rows.slice(fitting);
      if (rows.length > 0) throw this.#full();
    } catch (error) {
      // The next try writes over what this one may have left behind the durable part.
      this.#waiting = [...rows, ...this.#waiting];
      throw stateFailure('keep rejected records in', this.#path, error);
    }
  }

  async #append(bytes: Buffer): Promise<void> {
    let file = await this.#open();
    await writeAt(file, bytes, this.#durable);
    await file.sync();
    while (!(await this.#isOurs(file))) {
      await this.#leave(file);
      file = await this.#open();
      await writeAt(file, bytes, 0);
      await file.sync();
    }
    this.#durable += bytes.length;
  }

  /** How many rows there is room for, from the first on. One that is larger than all the room may stand alone in it. */
  async #fitting(rows: readonly Buffer[]): Promise<number> {
    const room = () => this.#limit - (this.#elsewhere?.bytes ?? 0) - this.#durable;
    const wanted = rows.reduce((sum, { length }) => sum + length, 0);
    const now = this.#clock.monotonic();
    const believed = this.#elsewhere !== undefined && now - this.#elsewhere.at < BELIEVED;
    // Room may have been made just now: nobody is told that there is none before it was looked at again.
    if (!believed || room() < wanted) {
      this.#elsewhere = { bytes: await sizeOfRejects(this.#folder, this.#path), at: now };
    }
    let left = room();
    if (left === this.#limit && rows[0]!.length > left) return 1;
    const over = rows.findIndex(({ length }) => (left -= length) < 0);
    return over < 0 ? rows.length : over;
  }

  #newPath(): string {
    const run = `${process.pid}-${randomBytes(4).toString('hex')}`;
    return join(this.#folder, `${fileStamp(this.#clock.now())}-${run}.ndjson`);
  }

  async #open(): Promise<FileHandle> {
    if (this.#file) return this.#file;
    const file = await open(this.#path, 'wx', 0o600);
    await syncFolder(this.#folder);
    this.#file = file;
    return file;
  }

  /** Leaves a file that a replay has taken: the next one is a new one. */
  async #leave(taken: FileHandle): Promise<void> {
    this.#file = undefined;
    this.#durable = 0;
    this.#path = this.#newPath();
    this.#elsewhere = undefined;
    await taken.close();
  }

  async #isOurs(file: FileHandle): Promise<boolean> {
    const { dev, ino } = await file.stat();
    const named = await stat(this.#path).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    return named?.dev === dev && named.ino === ino;
  }

  #full(): StateError {
    return new StateError(
      `${this.#folder}: rejected records fill the ${this.#limit} bytes that they may (LOGSHIP_REJECTS_LIMIT)`,
      {
        next: [
          'Mend the cause and send them again: logship replay',
          'Or move the files in it elsewhere, delete what you no longer need, or raise LOGSHIP_REJECTS_LIMIT.',
        ],
      },
    );
  }
}

async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
