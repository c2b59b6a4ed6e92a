import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { readAt } from '../../kit/read-at.js';
import type { InputFile } from '../input.js';

/** Bytes by which a content is known at most. */
export const REMEMBERED = 256;

const AGAIN = Buffer.alloc(REMEMBERED);

/**
 * The bytes by which the content of a file is known, that may be truncated and written again: its first ones as long as
 * nothing was read, and from then on those in front of the place that was read to.
 */
export class Landmark {
  readonly #bytes = Buffer.alloc(REMEMBERED);
  #length = 0;
  #at = 0;

  /** Where it begins. */
  get at(): number {
    return this.#at;
  }

  /** Where it ends. */
  get end(): number {
    return this.#at + this.#length;
  }

  /**
   * The content has these bytes there: of more than can be remembered, the first ones. Holes are all the same: by NULs
   * alone nothing is known.
   */
  place(at: number, bytes: Uint8Array): void {
    const kept = bytes.subarray(0, REMEMBERED);
    if (kept.every((byte) => byte === 0)) return;
    this.#bytes.set(kept);
    this.#at = at;
    this.#length = kept.length;
  }

  /** These bytes were read there: the last ones are what it is known by now, with those in front of them. */
  moveOn(at: number, bytes: Uint8Array): void {
    const fresh = bytes.subarray(-REMEMBERED);
    const kept = at === this.end ? Math.min(this.#length, REMEMBERED - fresh.length) : 0;
    this.#bytes.copyWithin(0, this.#length - kept, this.#length);
    this.#bytes.set(fresh, kept);
    this.#at = at + bytes.length - fresh.length - kept;
    this.#length = kept + fresh.length;
  }

  /** Whether an open file has it. */
  async isIn(handle: FileHandle): Promise<boolean> {
    const bytes = Buffer.from(this.#view);
    return bytes.equals(await readAt(handle, this.#at, bytes.length));
  }

  /** The same, at once, by the descriptor of the file. */
  isInOpen(descriptor: number): boolean {
    if (this.#length === 0) return true;
    const read = readSync(descriptor, AGAIN, 0, this.#length, this.#at);
    return this.#view.equals(AGAIN.subarray(0, read));
  }

  /** Whether another file has the same. */
  async isInCopy(other: InputFile): Promise<boolean> {
    const bytes = Buffer.from(this.#view);
    return bytes.length > 0 && bytes.equals(await other.readAt(this.#at, bytes.length));
  }

  get #view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
