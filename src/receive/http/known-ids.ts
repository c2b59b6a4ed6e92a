import { randomInt } from 'node:crypto';

/** So many ids are surely remembered: the latest ones. At most twice as many are. */
const REMEMBERED = 2_000_000;
const FIRST_SLOTS = 4096;

/**
 * Remembers which ids it has seen, in 16 bytes for each and 64 MiB for all: by a hash of 64 bits, the oldest forgotten
 * first. Two ids share a hash once in millions of runs that fill it; a document would then count as known that is not.
 */
export class KnownIds {
  readonly #hash: (text: string) => bigint;
  readonly #remembered: number;
  #latest = new HashSet();
  #older = new HashSet();

  private constructor(hash: (text: string) => bigint, remembered: number) {
    this.#hash = hash;
    this.#remembered = remembered;
  }

  static async create(remembered = REMEMBERED): Promise<KnownIds> {
    const { default: load } = await import('xxhash-wasm');
    const xxhash = await load();
    // Who does not know the seed can't choose ids that collide.
    const seed = BigInt(randomInt(2 ** 47));
    return new KnownIds((text) => xxhash.h64(text, seed), remembered);
  }

  /** Remembers an id of an index. Gives back whether it was known already. */
  add(index: string, id: string): boolean {
    const hash = this.#hash(`${index}\0${id}`);
    if (this.#older.has(hash)) return true;
    if (!this.#latest.add(hash)) return true;
    if (this.#latest.size >= this.#remembered) {
      this.#older = this.#latest;
      this.#latest = new HashSet();
    }
    return false;
  }

  /**
   * Forgets all. For when documents could not be stored whose ids were added: it costs duplicates, and loses nothing.
   */
  clear(): void {
    this.#latest = new HashSet();
    this.#older = new HashSet();
  }
}

/** A set of numbers of 64 bits, at most half full, with linear probing. 0 marks an empty slot. */
class HashSet {
  #slots = new BigUint64Array(FIRST_SLOTS);
  size = 0;

  has(hash: bigint): boolean {
    return this.#slots[this.#find(hash)] !== 0n;
  }

  /** Gives back whether it is new. */
  add(hash: bigint): boolean {
    const slot = this.#find(hash);
    if (this.#slots[slot] !== 0n) return false;
    this.#slots[slot] = hash || 1n;
    this.size++;
    if (this.size * 2 > this.#slots.length) this.#grow();
    return true;
  }

  /** The slot that holds it, or that would. */
  #find(hash: bigint): number {
    const wanted = hash || 1n;
    const last = this.#slots.length - 1;
    let slot = Number(BigInt.asUintN(32, wanted)) & last;
    for (;;) {
      const found = this.#slots[slot];
      if (found === 0n || found === wanted) return slot;
      slot = (slot + 1) & last;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new BigUint64Array(old.length * 2);
    for (const hash of old) if (hash !== 0n) this.#slots[this.#find(hash)] = hash;
  }
}
