import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, open, readdir, realpath, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from '../kit/atomic-file.js';
import type { Clock } from '../kit/clock.js';
import { StateError } from '../model/errors.js';
import { errorCode, stateFailure } from './failure.js';
import { hashOf } from './fingerprint.js';
import { heldError } from './held-error.js';
import { type Lock, tryLock } from './lock.js';
import { namesOf } from './reject-files.js';

/** Bytes of kept lines that are written at once. */
const BLOCK = 2 ** 20;
const LINE_FEED = 0x0a;

/**
 * A file of rejects that this process alone works on. It has another name meanwhile, so that a run that still writes
 * rejects sees that its file was taken, and begins a new one. The lines that are to stay go into a file beside it, in
 * order; `commit` puts that in place of the old one. At every moment one file has everything that was not delivered,
 * whatever ends the process.
 */
export class ClaimedRejects {
  /** Its own name. */
  readonly home: string;
  /** Where it lies now. */
  readonly path: string;
  readonly #lock: Lock;
  readonly #rest: string;
  #file: FileHandle | undefined;
  #waiting: Buffer[] = [];
  #bytes = 0;
  /** Something is not as it was, so the rest is written. */
  #changed = false;
  /** Bytes of the old file whose lines were kept or dropped. */
  #done = 0;
  #written: Promise<void> = Promise.resolve();
  #failure: Error | undefined;

  constructor(home: string, path: string, lock: Lock) {
    this.home = home;
    this.path = path;
    this.#lock = lock;
    this.#rest = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  }

  /** Resolves when what is kept so far is written: who keeps faster than the disk is, waits. */
  get written(): Promise<void> {
    return this.#written;
  }

  /** The next line stays: as it was, or as what takes its place. */
  keep(line: Buffer, changed?: Buffer): void {
    if (changed) this.#change();
    this.#done += line.length;
    if (!this.#changed) return;
    const kept = changed ?? line;
    this.#waiting.push(kept);
    if (kept.at(-1) !== LINE_FEED) this.#waiting.push(Buffer.of(LINE_FEED));
    this.#bytes += kept.length;
    if (this.#bytes >= BLOCK) this.#writeSoon();
  }

  /** The next line was delivered: it is not in the rest. */
  drop(line: Buffer): void {
    this.#change();
    this.#done += line.length;
  }

  /**
   * What was kept is the file from now on, durably; there is none where nothing was.
   * Throws `StateError`: the file is then as it was, and what was delivered of it is still in it.
   * @param whole there are no more lines; otherwise those that were neither kept nor dropped stay as they are.
   */
  async commit(whole: boolean): Promise<void> {
    if (!this.#changed) return;
    try {
      this.#writeSoon();
      if (!whole) this.#copy(this.#done);
      await this.#written;
      if (this.#failure) throw this.#failure;
      if (this.#file) {
        await this.#file.sync();
        await rename(this.#rest, this.path);
      } else await rm(this.path);
      await syncFolder(dirname(this.path));
    } catch (error) {
      throw stateFailure('take what was delivered out of', this.home, error);
    }
  }

  /** Gives the file its own name back, and the lock. Throws `StateError`. */
  async release(): Promise<void> {
    try {
      await this.#written;
      await this.#file?.close();
      await rm(this.#rest, { force: true });
      if (!(await exists(this.home))) await renameIfThere(this.path, this.home);
    } catch (error) {
      throw stateFailure('give back', this.path, error);
    } finally {
      await this.#lock.release();
    }
  }

  /** From here on, the rest is not the old file. */
  #change(): void {
    if (this.#changed) return;
    this.#changed = true;
    if (this.#done > 0) this.#copy(0, this.#done);
  }

  /** Lets bytes `from` … `to` - 1 of the old file stay; all that follow where there is no `to`. */
  #copy(from: number, to = Infinity): void {
    this.#append(createReadStream(this.path, { start: from, end: to - 1, highWaterMark: BLOCK }));
  }

  #writeSoon(): void {
    if (this.#waiting.length === 0) return;
    const block = Buffer.concat(this.#waiting);
    [this.#waiting, this.#bytes] = [[], 0];
    this.#append([block]);
  }

  #append(blocks: Iterable<Buffer> | AsyncIterable<Buffer>): void {
    this.#written = this.#written.then(async () => {
      if (this.#failure) return;
      try {
        this.#file ??= await open(this.#rest, 'wx', 0o600);
        for await (const block of blocks) await this.#file.appendFile(block);
      } catch (error) {
        this.#failure = error as Error;
      }
    });
  }
}

/**
 * Takes a file of rejects, by either of its names: no other replay can take it until it is given back, and who still
 * writes to it begins another one. Throws `StateError`, which says who has it where that is another process.
 * @param locks the folder of locks.
 */
export async function claimRejects(name: string, locks: string, clock: Clock): Promise<ClaimedRejects> {
  const { home, taken } = namesOf(await realPathOf(name));
  const path = join(locks, `rejects-${hashOf(home)}`);
  const result = await tryLock(path, home, clock);
  if (!('lock' in result)) throw heldError(path, `${home}: is being sent again`, 'Name each file once.', result);
  try {
    // Where only the other name is there, a replay was killed.
    if (!(await exists(taken))) await rename(home, taken);
    else if (await exists(home)) throw bothThere(home, taken);
    await removeLeftovers(taken);
    return new ClaimedRejects(home, taken, result.lock);
  } catch (error) {
    await result.lock.release();
    throw stateFailure('take', home, error);
  }
}

async function realPathOf(name: string): Promise<string> {
  const { home, taken } = namesOf(name);
  try {
    return await realpath(home).catch(() => realpath(taken));
  } catch (error) {
    throw stateFailure('read', name, error);
  }
}

function bothThere(home: string, taken: string): StateError {
  return new StateError(`${taken}: was left by a replay that was killed, and there is a ${home} as well`, {
    next: ['Give one of them another name, and try again: both hold rejected records.'],
  });
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Removes the rests that replays have begun and did not come to put in place. */
async function removeLeftovers(taken: string): Promise<void> {
  const folder = dirname(taken);
  for (const name of await readdir(folder)) {
    if (name.startsWith(`${basename(taken)}.`) && name.endsWith('.tmp')) await rm(join(folder, name), { force: true });
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
