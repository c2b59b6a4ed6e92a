import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeFileAtomic } from '../kit/atomic-file.js';
import { stateFailure } from './failure.js';
import type { Sample } from './fingerprint.js';
import type { FileView } from './file-view.js';
import { Head, SOURCE_ENTRY } from './source-entry.js';
import type { SourceEntry } from './source-entry.js';
import { readVersioned } from './versioned-file.js';
import type { StateContext } from './versioned-file.js';

/** How long a listing of the folder is trusted, in milliseconds. */
const LISTING_AGE = 1000;

const NAME = /^((\d+)-[0-9a-f]{32})-([0-9a-z]{12})\.json$/;

/** What the names in the folder say. */
class Listing {
  readonly readAt: number;
  readonly lengths = new Set<number>();
  readonly keys = new Set<string>();
  /** By length and hash of the fingerprint, as they stand in the name. */
  readonly byFingerprint = new Map<string, Set<string>>();

  constructor(readAt: number) {
    this.readAt = readAt;
  }

  add(name: string): void {
    const [, fingerprint, length, key] = NAME.exec(name) ?? [];
    if (fingerprint === undefined || length === undefined || key === undefined) return;
    this.lengths.add(Number(length));
    this.keys.add(key);
    const keys = this.byFingerprint.get(fingerprint) ?? new Set();
    this.byFingerprint.set(fingerprint, keys.add(key));
  }

  remove(name: string): void {
    const [, fingerprint = '', , key = ''] = NAME.exec(name) ?? [];
    this.byFingerprint.get(fingerprint)?.delete(key);
  }
}

/**
 * The entries on disk. The fingerprint is part of the file name, so that a look-up costs one listing of the folder and
 * reads no unrelated file. Names of one key with several lengths are what an interrupted upgrade leaves behind.
 */
export class SourceIndex {
  readonly #folder: string;
  readonly #context: StateContext;
  #listing: Listing | undefined;

  constructor(folder: string, context: StateContext) {
    this.#folder = folder;
    this.#context = context;
  }

  /**
   * The entries that a file may be, by its first bytes. The folder is listed before the file is read: of a file that
   * grows, no entry then knows more than is read. Throws `StateError`, and what `file.readAt` throws.
   */
  async candidates(file: FileView): Promise<SourceEntry[]> {
    for (;;) {
      const listing = await this.#list();
      const found = await this.#find(listing, await Head.read(file));
      if (found) return found;
      // Another process has renamed an entry meanwhile.
      this.forget();
    }
  }

  /** Whether any source has this key. Throws `StateError`. */
  async has(key: string): Promise<boolean> {
    return (await this.#list()).keys.has(key);
  }

  /** Writes an entry, in place of an older one of the same key. Throws `StateError`. */
  async put(entry: SourceEntry, older?: SourceEntry): Promise<void> {
    const path = this.#path(entry.fingerprint, entry.key);
    try {
      await writeFileAtomic(path, `${JSON.stringify(entry)}\n`);
      this.#listing?.add(basename(path));
      const olderPath = older && this.#path(older.fingerprint, older.key);
      if (olderPath === undefined || olderPath === path) return;
      rmSync(olderPath, { force: true });
      this.#listing?.remove(basename(olderPath));
    } catch (error) {
      throw stateFailure('write', path, error);
    }
  }

  /** Makes the next question look at the disk. */
  forget(): void {
    this.#listing = undefined;
  }

  /** The listed entries that this may be; undefined if one of them is gone. */
  async #find({ lengths, byFingerprint }: Listing, head: Head): Promise<SourceEntry[] | undefined> {
    const found = new Map<string, SourceEntry>();
    for (const length of [...lengths].sort((a, b) => a - b)) {
      const fingerprint = head.at(length);
      if (!fingerprint) break;
      for (const key of byFingerprint.get(nameOf(fingerprint)) ?? []) {
        const entry = readVersioned(this.#path(fingerprint, key), SOURCE_ENTRY, this.#context);
        if (!entry) return undefined;
        found.set(key, entry);
      }
    }
    return [...found.values()];
  }

  async #list(): Promise<Listing> {
    const now = this.#context.clock.monotonic();
    if (this.#listing && now - this.#listing.readAt < LISTING_AGE) return this.#listing;
    const listing = new Listing(now);
    try {
      for (const name of readdirSync(this.#folder)) listing.add(name);
    } catch (error) {
      throw stateFailure('read', this.#folder, error);
    }
    this.#listing = listing;
    return listing;
  }

  #path(fingerprint: Sample, key: string): string {
    return join(this.#folder, `${nameOf(fingerprint)}-${key}.json`);
  }
}

const nameOf = ({ length, hash }: Sample): string => `${length}-${hash}`;
