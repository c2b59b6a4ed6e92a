import { closeSync, copyFileSync, existsSync, ftruncateSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** Rotated files that are kept. */
const KEPT = 40;

/** A log as a program writes it, and as logrotate turns it over. Lines are events with their number in `seq`. */
export class RotatedLog {
  readonly path: string;
  /** Lines so far. */
  lines = 0;
  rotations = 0;
  #file: number;

  constructor(path: string) {
    this.path = path;
    this.#file = openSync(path, 'a');
  }

  write(lines: number): void {
    const first = this.lines;
    this.lines += lines;
    writeSync(this.#file, Array.from({ length: lines }, (_, n) => `{"seq":${first + n}}\n`).join(''));
  }

  /** `create`: the program writes on to the renamed file until it is told. */
  rename(late: number): void {
    this.#shift();
    renameSync(this.path, `${this.path}.1`);
    this.write(late);
    closeSync(this.#file);
    this.#file = openSync(this.path, 'a');
  }

  /** `copytruncate`, with nothing written in between: what is written there is lost to everybody. */
  copyTruncate(): void {
    this.#shift();
    copyFileSync(this.path, `${this.path}.1`);
    ftruncateSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }

  #shift(): void {
    this.rotations++;
    rmSync(`${this.path}.${KEPT}`, { force: true });
    for (let number = KEPT - 1; number > 0; number--) {
      if (existsSync(`${this.path}.${number}`)) renameSync(`${this.path}.${number}`, `${this.path}.${number + 1}`);
    }
  }
}
