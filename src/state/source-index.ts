import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeFileAtomic } from '../kit/atomic-file.js';
import { stateFailure } from './failure.js';
import type { Sample } from './fingerprint.js';
import type { FileView } from './file-view.js';
import { Crowd } from './source-crowd.js';
import { Head, SOURCE_ENTRY } from './source-entry.js';
import type { SourceEntry } from './source-entry.js';
import { likeliestFirst } from './source-match.js';
import { readVersioned } from './versioned-file.js';
import type { StateContext } from './versioned-file.js';

/** How long a listing of the folder is trusted, in milliseconds. */
const LISTING_AGE = 1000;

/** How many sources with equal beginnings are read anew for each file that may be one of them. */
const MANY = 64;

const NAME = /^((\d+)-[0-9a-f]{32})-([0-9a-z]{12})\.json$/;

/** What the names in the folder say. */
class Listing {
  readonly readAt: number;
  readonly lengths = new Set<number>();
  readonly keys = new Set<string>();
  /** By length and hash of the fingerprint, as they stand in the name. */
  readonly byFingerprint = new Map<string, Set<string>>();
  /** Of those fingerprints that too many sources have for each to be read again and again. */
  readonly crowds = new Map<string, Crowd>();

  constructor(readAt: number) {
    this.readAt = readAt;
  }

  add(name: string, entry?: SourceEntry): void {
    const [, fingerprint, length, key] = NAME.exec(name) ?? [];
    if (fingerprint === undefined || length === undefined || key === undefined) return;
    this.lengths.add(Number(length));
    this.keys.add(key);
    const keys = this.byFingerprint.get(fingerprint) ?? new Set();
    this.byFingerprint.set(fingerprint, keys.add(key));
    if (entry) this.crowds.get(fingerprint)?.add(entry);
  }

  remove(name: string): void {
    const [, fingerprint = '', , key = ''] = NAME.exec(name) ?? [];
    this.byFingerprint.get(fingerprint)?.delete(key);
    this.crowds.get(fingerprint)?.remove(key);
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
   * The entries that a file may be, by its first bytes, the likeliest first. The folder is listed before the file is
   * read: of a file that grows, no entry then knows more than is read. Throws `StateError`, and what `file.readAt`
   * throws.
   */
  async candidates(file: FileView): Promise<Iterable<SourceEntry>> {
    for (;;) {
      const listing = await this.#list();
      const found = this.#find(listing, await Head.read(file), file);
      if (found) return found;
      // Another process has renamed an entry meanwhile.
      this.forget();
    }
  }

  /** The file of an entry is where it was: no other file is that source, as far as is known until the next listing. */
  settle({ fingerprint, key }: SourceEntry): void {
    this.#listing?.crowds.get(nameOf(fingerprint))?.settle(key);
  }

  /** Whether an entry is as it stands on disk. Throws `StateError`. */
  isCurrent({ fingerprint, key, path, dev, ino }: SourceEntry): boolean {
    const now = this.#read(nameOf(fingerprint), key);
    return now !== undefined && now.path === path && now.dev === dev && now.ino === ino;
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
      this.#listing?.add(basename(path), entry);
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
  #find(listing: Listing, head: Head, file: FileView): Iterable<SourceEntry> | undefined {
    const found = new Map<string, SourceEntry>();
    const crowds: Crowd[] = [];
    for (const length of [...listing.lengths].sort((a, b) => a - b)) {
      const fingerprint = head.at(length);
      if (!fingerprint) break;
      const name = nameOf(fingerprint);
      const keys = listing.byFingerprint.get(name) ?? [];
      const crowd = listing.crowds.get(name);
      const entries = crowd?.likely(file) ?? this.#readAll(name, keys);
      if (!entries) return undefined;
      for (const entry of entries) found.set(entry.key, entry);
      if (crowd) crowds.push(crowd);
      else if (entries.length > MANY) listing.crowds.set(name, new Crowd(entries));
    }
    return inTurn(file, [...found.values()], crowds);
  }

  #readAll(name: string, keys: Iterable<string>): SourceEntry[] | undefined {
    const entries: SourceEntry[] = [];
    for (const key of keys) {
      const entry = this.#read(name, key);
      if (!entry) return undefined;
      entries.push(entry);
    }
    return entries;
  }

  #read(name: string, key: string): SourceEntry | undefined {
    return readVersioned(join(this.#folder, `${name}-${key}.json`), SOURCE_ENTRY, this.#context);
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

/** The first ones, then those of the crowds that are not known to be in place; each in the order of likelihood. */
function* inTurn(file: FileView, first: readonly SourceEntry[], crowds: readonly Crowd[]): Generator<SourceEntry> {
  yield* likeliestFirst(file, first);
  const given = new Set(first.map(({ key }) => key));
  const others = crowds.flatMap((crowd) => crowd.unsettled).filter(({ key }) => !given.has(key));
  yield* likeliestFirst(file, others);
}

const nameOf = ({ length, hash }: Sample): string => `${length}-${hash}`;
