import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { syncFolder } from '../kit/atomic-file.js';
import { ReceiveError } from './errors.js';
import type { Store } from './store.js';

/** Files that are held open. More tenants than that cost an open and a close now and then. */
const MAX_OPEN = 512;
const NEWLINE = 0x0a;

/**
 * Appends lines to files of one folder.
 *
 * Writing is synchronous. So nothing waits in memory, a slow disk slows the reading, and what was read from a
 * connection is in the file, whatever becomes of the connection or of this process afterwards.
 */
export class FolderStore implements Store {
  readonly full = false;
  readonly #folder: string;
  /** Least recently used first. */
  readonly #open = new Map<string, number>();
  /** Names of all files written to so far. */
  readonly #kept = new Set<string>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens a folder, and makes it where there is none. Throws `ReceiveError`. */
  static async open(path: string): Promise<FolderStore> {
    const folder = resolve(path);
    try {
      await mkdir(folder, { recursive: true });
      await syncFolder(dirname(folder));
    } catch (error) {
      throw new ReceiveError(`${folder}: can't be made a folder for received events: ${(error as Error).message}`, {
        cause: error,
        next: ['Name a folder that you may write to: logship receive --out <folder>'],
      });
    }
    return new FolderStore(folder);
  }

  room(): Promise<void> {
    return Promise.resolve();
  }

  keep(file: string, lines: Uint8Array): void {
    const descriptor = this.#descriptor(file);
    this.#kept.add(file);
    try {
      for (let written = 0; written < lines.length;) written += writeSync(descriptor, lines, written);
    } catch (error) {
      // The file may end in the middle of a line now: opening it again mends that.
      this.#release(file, descriptor);
      throw error;
    }
  }

  async settle(files: Iterable<string>): Promise<void> {
    for (const file of files) await this.#sync(file);
    // Also the name of a file must outlive a crash.
    await syncFolder(this.#folder);
  }

  async close(): Promise<void> {
    for (const [file, descriptor] of this.#open) this.#release(file, descriptor);
    for (const file of this.#kept) {
      try {
        await this.#sync(file);
      } catch (error) {
        // A file that somebody took away in the meantime is theirs.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
    await syncFolder(this.#folder);
  }

  /** Syncs by a descriptor of its own, since the writing one may be closed meanwhile to make room for another. */
  async #sync(file: string): Promise<void> {
    try {
      const handle = await open(join(this.#folder, file), 'r+');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      // Somebody may have removed the file under us: the next line makes a new one.
      const descriptor = this.#open.get(file);
      if (descriptor !== undefined) this.#release(file, descriptor);
      throw error;
    }
  }

  #descriptor(file: string): number {
    const known = this.#open.get(file);
    if (known !== undefined) {
      this.#open.delete(file);
      this.#open.set(file, known);
      return known;
    }
    const oldest = this.#open.entries().next();
    if (this.#open.size >= MAX_OPEN && !oldest.done) this.#release(...oldest.value);
    const descriptor = openSync(join(this.#folder, file), 'a+');
    this.#open.set(file, descriptor);
    if (endsTorn(descriptor)) writeSync(descriptor, '\n');
    return descriptor;
  }

  #release(file: string, descriptor: number): void {
    this.#open.delete(file);
    closeSync(descriptor);
  }
}

/** Whether the last line of a file has no line end: its writer was killed, or its disk was full. */
function endsTorn(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
}
