import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Tells which lines a receiver has, by their numbers. */
export interface Arrivals {
  has(seq: number): boolean;
}

/** What the model knows of the one who follows. */
export interface FollowedLogOptions {
  readonly arrivals: Arrivals;
  /** Rotated files that are kept. */
  readonly kept: number;
  /** The follower holds what it has begun with open. */
  readonly heldOpen: boolean;
  /** It begins at the end of what is there, where nothing was begun before. */
  readonly fromEnd?: boolean;
}

/**
 * A followed log, what is done to it, and the model of what must arrive: every line that was finished, but for those
 * that nobody who follows files could have read.
 */
export class FollowedLog {
  readonly path: string;
  rotations = 0;
  /** Lines that were destroyed, or lost their name, before the follower had met their file: they may go unseen. */
  readonly unseen = new Set<number>();
  /** Lines of files without a name: they may go unseen if the follower ends before it has read them. */
  readonly #nameless = new Set<number>();
  readonly #options: FollowedLogOptions;
  /** The first line of each file so far. */
  readonly #firsts = [0];
  /** The lines of the file that was rotated last: the first one, and the one behind the last. */
  #rotated: readonly [number, number] = [0, 0];
  #next = 0;
  #begun = false;
  /** Where the program writes next, where that is not the end of the file. */
  #place: number | undefined;

  constructor(folder: string, options: FollowedLogOptions) {
    this.#options = options;
    this.path = join(folder, 'app.log');
    writeFileSync(this.path, '');
  }

  /** The lines that must arrive, in their order. */
  get expected(): number[] {
    return Array.from({ length: this.#next }, (_, seq) => seq).filter((seq) => !this.unseen.has(seq));
  }

  /** Lines that were finished. */
  get lines(): number {
    return this.#next;
  }

  write(lines: number): void {
    for (let line = 0; line < lines; line++) {
      this.#append(this.path, this.#begun ? '}\n' : `{"seq":${this.#next}}\n`);
      this.#begun = false;
      this.#next++;
    }
  }

  begin(): void {
    if (this.#begun) return;
    this.#append(this.path, `{"seq":${this.#next}`);
    this.#begun = true;
  }

  /** Renamed and created. The program finishes its line in the renamed file. */
  rename(): void {
    this.#shift();
    renameSync(this.path, `${this.path}.1`);
    this.#finish(`${this.path}.1`);
    this.#beginFile(true);
    writeFileSync(this.path, '');
  }

  copyTruncate(): void {
    this.#finish(this.path);
    this.#shift();
    copyFileSync(this.path, `${this.path}.1`);
    truncateSync(this.path);
    this.#forgetUnmet(this.#firsts.at(-1) ?? 0, this.#next);
    this.#beginFile(true);
  }

  /** The same under a program that writes on at its own place, and leaves a hole in front of that. */
  copyTruncateInPlace(): void {
    this.#finish(this.path);
    const place = this.#place ?? statSync(this.path).size;
    this.copyTruncate();
    this.#place = place;
  }

  /** As an editor saves a file. */
  replace(): void {
    this.#finish(this.path);
    this.#shift();
    renameSync(this.path, `${this.path}.1`);
    this.#beginFile(true);
    writeFileSync(`${this.path}.new`, `{"seq":${this.#next}}\n`);
    this.#next++;
    renameSync(`${this.path}.new`, this.path);
  }

  /** The file that was rotated last is compressed, as `delaycompress` does it. */
  gzip(): void {
    const rotated = `${this.path}.1`;
    if (!existsSync(rotated)) return;
    const { atime, mtime } = statSync(rotated);
    writeFileSync(`${rotated}.gz`, gzipSync(readFileSync(rotated)));
    utimesSync(`${rotated}.gz`, atime, mtime);
    unlinkSync(rotated);
    this.#forgetUnmet(...this.#rotated);
  }

  /** Its content is thrown away. What nobody has read of it is gone. */
  truncate(): void {
    this.#begun = false;
    truncateSync(this.path);
    for (let seq = this.#firsts.at(-1) ?? 0; seq < this.#next; seq++) this.#lose(seq);
    this.#beginFile();
  }

  /** It is deleted, and created at once. What was begun with is held open. */
  remove(): void {
    this.#finish(this.path);
    unlinkSync(this.path);
    const first = this.#firsts.at(-1) ?? 0;
    this.#forgetUnmet(first, this.#next);
    for (let seq = first; seq < this.#next; seq++) {
      if (this.#options.heldOpen) this.#nameless.add(seq);
      else this.#lose(seq);
    }
    this.#beginFile();
    writeFileSync(this.path, '');
  }

  /**
   * Who follows is ended: what had another name already when the first file was begun, the next one can't know; what has
   * no name any more, it can't find.
   */
  orphan(): void {
    if (this.#options.fromEnd) this.#forgetUnmet(0, this.#next);
    for (const [index, first] of this.#firsts.slice(0, -1).entries()) {
      const next = this.#firsts[index + 1]!;
      if (this.#hasArrived(0, next)) break;
      this.#forgetUnmet(first, next);
    }
    for (const seq of this.#nameless) this.#lose(seq);
    this.#nameless.clear();
  }

  #append(path: string, text: string): void {
    const file = openSync(path, this.#place === undefined ? 'a' : 'r+');
    writeSync(file, text, this.#place);
    closeSync(file);
    this.#place = undefined;
  }

  #lose(seq: number): void {
    if (!this.#options.arrivals.has(seq)) this.unseen.add(seq);
  }

  /** Whether one of these lines has. */
  #hasArrived(from: number, to: number): boolean {
    for (let seq = from; seq < to; seq++) if (this.#options.arrivals.has(seq)) return true;
    return false;
  }

  /** A file of which nothing has arrived may never have been met. */
  #forgetUnmet(from: number, to: number): void {
    if (this.#hasArrived(from, to)) return;
    for (let seq = from; seq < to; seq++) this.unseen.add(seq);
  }

  /** @param rotated the one before it has another name now. */
  #beginFile(rotated = false): void {
    this.#place = undefined;
    if (rotated) this.#rotated = [this.#firsts.at(-1) ?? 0, this.#next];
    this.#firsts.push(this.#next);
  }

  /** A program finishes its line before, or just after, its file is rotated. */
  #finish(path: string): void {
    if (!this.#begun) return;
    this.#append(path, '}\n');
    this.#begun = false;
    this.#next++;
  }

  #shift(): void {
    for (let number = Math.min(this.rotations++, this.#options.kept); number > 0; number--) {
      for (const end of ['', '.gz']) {
        const from = `${this.path}.${number}${end}`;
        if (existsSync(from)) renameSync(from, `${this.path}.${number + 1}${end}`);
      }
    }
    for (const end of ['', '.gz']) {
      const last = `${this.path}.${this.#options.kept + 1}${end}`;
      if (existsSync(last)) unlinkSync(last);
    }
  }
}
