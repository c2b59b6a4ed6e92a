import type { Generation } from '../../read/tail/generation.js';
import type { Reader } from './reader.js';

/**
 * The readers of a tail, in order: what had a name before comes before what has it now. Of thousands most are at rest:
 * only those that were stirred are worth a look.
 */
export class Readers implements Iterable<Reader> {
  readonly #all = new Map<Generation, Reader>();
  /** Their places, in rising order. */
  readonly #ranks = new Map<Reader, number>();
  readonly #stirred = new Set<Reader>();
  #ranked = 0;

  [Symbol.iterator](): Iterator<Reader> {
    return this.#all.values();
  }

  /** Those of which something may be due, in order. */
  get restless(): Reader[] {
    const stirred = Array.from(this.#stirred);
    return stirred.length < 2 ? stirred : stirred.toSorted((a, b) => this.#ranks.get(a)! - this.#ranks.get(b)!);
  }

  /** Puts a reader behind all others. */
  append(reader: Reader): void {
    this.remove(reader);
    this.#all.set(reader.generation, reader);
    this.#ranks.set(reader, this.#ranked++);
    this.#stirred.add(reader);
  }

  remove(reader: Reader): void {
    this.#all.delete(reader.generation);
    this.#ranks.delete(reader);
    this.#stirred.delete(reader);
  }

  /** Something happened to a file. */
  stir(generation: Generation): void {
    const reader = this.#all.get(generation);
    if (reader) this.#stirred.add(reader);
  }

  /** A reader rests from now on, or is to be visited again. */
  visited(reader: Reader): void {
    if (reader.atRest) this.#stirred.delete(reader);
    else if (!reader.over) this.#stirred.add(reader);
  }
}
