import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Arrivals } from './followed-log.js';

/** Which lines a witness has written down so far, looked at again and again while it writes. */
export class Tally implements Arrivals {
  readonly #folder: string;
  readonly #seen = new Set<number>();
  /** By file: how far it was read. */
  readonly #read = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  has(seq: number): boolean {
    return this.#seen.has(seq);
  }

  /** Looks at what is new. */
  refresh(): void {
    for (const name of readdirSync(this.#folder)) {
      const file = openSync(join(this.#folder, name), 'r');
      const from = this.#read.get(name) ?? 0;
      const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - from));
      const length = readSync(file, bytes, 0, bytes.length, from);
      closeSync(file);
      const whole = bytes.subarray(0, length).lastIndexOf(0x0a) + 1;
      this.#read.set(name, from + whole);
      for (const [, seq] of bytes.toString('latin1', 0, whole).matchAll(/"seq":(\d+)/g)) this.#seen.add(Number(seq));
    }
  }
}
