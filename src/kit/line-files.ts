import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from './atomic-file.js';

/** Files that are held open. More tenants than that cost an open and a close now and then. */
const MAX_OPEN = 512;
const NEWLINE = 0x0a;

/**
 * Appends lines to files of one folder. Several processes may do so at once: each write is of whole lines, at the end.
 *
 * Writing is synchronous. So nothing waits in memory, a slow disk slows the reading, and what was handed over is in the
 * file, whatever becomes of this process afterwards. A line that a crash or a full disk tore is ended where it stands,
 * before anything is written behind it. It is not cut off: what looks torn may be what another process writes right now.
 */
export class LineFiles {
  readonly #folder: string;
  /** Least recently used first. */
  readonly #open = new Map<string, number>();
  /** Names of all files written to so far. */
  readonly #kept = new Set<string>();

  /** @param folder absolute, and there: see `makeFolder`. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes whole lines of one file, each with its line end. Throws what the system says. */
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

  /** Resolves when all that was kept in these files would outlive a crash of the system. Throws what the system says. */
  async settle(files: Iterable<string>): Promise<void> {
    for (const file of files) await this.#sync(file);
    // Also the name of a file must outlive a crash.
    await syncFolder(this.#folder);
  }

  /** Settles all, and gives the files back. */
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

/** Makes a folder where there is none, so that its name would outlive a crash. Throws what the system says. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await syncFolder(dirname(folder));
}

/** Whether the last line of a file has no line end: its writer was killed, or its disk was full. */
function endsTorn(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
}
