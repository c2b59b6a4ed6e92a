import { constants, lstatSync, realpathSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Holed, startOf } from '../../kit/leading-nuls.js';
import { readAt } from '../../kit/read-at.js';
import { type Inode, inodeOf, sameFile } from '../../kit/same-file.js';
import { InputError } from '../../model/errors.js';
import { type Candidate, candidatesOf, folderOf, type NamesToFollow } from './candidates.js';
import { Generation } from './generation.js';
import { REMEMBERED } from './landmark.js';
import { Listings } from './listings.js';
import type { OpenFiles } from './open-files.js';
import { namesIn, rotatedFrom, rotatedFromEach } from './rotated-names.js';
import { statsOf } from './stats-of.js';

export interface FollowerOptions extends NamesToFollow {
  /** Files that were last written to longer ago are not begun, in milliseconds. */
  readonly ignoreOlder: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Believe a folder that says it has not changed: see `Listings`. */
  readonly trustful: boolean;
  /** Where what is followed counts as open. */
  readonly files: OpenFiles;
  /** A path that can't be followed as it is. Told once, until it changes. */
  readonly onRefused: (error: InputError) => void;
}

/** What a look at everything tells. */
export interface Look {
  /** The files that were not known, in the order of their names. */
  readonly found: readonly Generation[];
  /** Those that were known, and to which something happened. */
  readonly touched: readonly Generation[];
}

/**
 * Knows which file each followed name has, and what became of the file that had it before. What is true is decided by
 * looking at the files: device, inode and size.
 */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #listings: Listings;
  /** By path: the file that has this name now. */
  readonly #current = new Map<string, Generation>();
  /** By path: the file that had this name before. */
  readonly #passed = new Map<string, Generation>();
  /** By the file that a link leads to: the followed path. */
  readonly #linked = new Map<string, string>();
  /** Files that were begun, and rotated files that are known to be older. */
  readonly #met = new Set<string>();
  /** Files that were there when following began, and begin as one that is followed does: copies of it, most likely. */
  readonly #copies = new Set<string>();
  readonly #refused = new Map<string, string>();
  #looked = false;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#listings = new Listings(options);
  }

  /** Whether a file was found at this path. */
  has(path: string): boolean {
    return this.#current.has(path);
  }

  /** Whether a file had its name still at the last look. */
  isInPlace(generation: Generation): boolean {
    return this.#current.get(generation.path) === generation;
  }

  /** Whether something that happens there may matter: to a followed file, or to what a followed name lies in. */
  concerns(path: string): boolean {
    if (this.#current.has(this.#named(path))) return true;
    const { names } = this.#options;
    return names.some((name) => resolve(name) === path || resolve(name).startsWith(`${path}/`));
  }

  /** Every path that a file has, or that was named and has none. */
  async paths(): Promise<string[]> {
    return [...(await this.#candidates()).keys()];
  }

  /** Paths that were named, and where nothing is. */
  async missing(): Promise<string[]> {
    const candidates = [...(await this.#candidates()).values()];
    return candidates.filter(({ stats }) => !stats).map(({ name }) => name);
  }

  /** The folders in which something may happen that matters. */
  async folders(): Promise<Set<string>> {
    const folders = new Set<string>();
    for (const name of this.#options.names) folders.add(await folderOf(name));
    for (const path of this.#current.keys()) folders.add(dirname(path));
    for (const real of this.#linked.keys()) folders.add(dirname(real));
    return folders;
  }

  /** The followed path that leads to a file. */
  #named(path: string): string {
    return this.#linked.get(path) ?? path;
  }

  /**
   * Looks at one path that something happened to.
   * @param written it was its content, most likely: reading tells more of that than a look.
   * @returns the file that it has, and still has; undefined where only a look at all of them tells what happened.
   */
  glance(path: string, written: boolean): Generation | undefined {
    const generation = this.#current.get(this.#named(path));
    if (written && generation?.suspect()) return generation;
    const stats = generation && statsOf(path);
    if (!generation || !stats || !sameFile(generation, stats)) return undefined;
    generation.observe(stats);
    return generation.ending === undefined ? generation : undefined;
  }

  /** Looks at everything. Of thousands of files that nothing happens to, each costs a look and next to nothing else. */
  async look(): Promise<Look> {
    const candidates = await this.#candidates();
    const found: Generation[] = [];
    const displaced = new Map<string, Generation>();
    const touched: Generation[] = [];
    for (const [path, generation] of this.#current) {
      const stats = candidates.get(path)?.stats;
      const isThere = stats !== undefined && sameFile(generation, stats);
      const hasNews = isThere && generation.observe(stats);
      const isInPlace = isThere && generation.ending === undefined;
      if (hasNews || !isInPlace) touched.push(generation);
      if (!isInPlace) displaced.set(path, generation);
    }
    if (displaced.size > 0) await this.#displace(displaced, candidates);
    for (const [path, generation] of displaced) {
      if (generation.ending === 'rotated' || generation.ending === 'deleted') {
        found.push(...(await this.missedBehind(path, generation)));
      }
    }
    let known: Set<string> | undefined;
    for (const [path, candidate] of candidates) {
      const { stats } = candidate;
      if (!stats || this.#current.has(path)) continue;
      known ??= new Set([...this.#current.values()].map(inodeOf));
      // Of hard links, the first name is followed.
      if (known.has(inodeOf(stats))) continue;
      const generation = await this.#begin(candidate, stats);
      if (!generation) continue;
      // What had the name may have lost it between the look at it and its opening, now or at the look before.
      const before = this.#passed.get(path);
      const isNext = sameFile(generation, stats) && displaced.has(path);
      if (before && !isNext) found.push(...(await this.missedBehind(path, before)));
      this.#current.set(path, generation);
      known.add(inodeOf(generation));
      found.push(generation);
    }
    if (!this.#looked) this.#meetOlder(candidates.keys());
    this.#looked = true;
    return { found, touched };
  }

  /**
   * Files that had a name after `generation` lost it, and lost it again before anybody looked. The oldest first; those
   * that were compressed since are left out.
   * @param truncated its file may have got another content before it lost its name.
   */
  async missedBehind(
    path: string,
    generation: Generation,
    truncated = generation.ending === 'truncated',
  ): Promise<Generation[]> {
    const missed: Generation[] = [];
    const passed = new Set<string>();
    // Rotation may go on while a file is opened: each time, it is looked anew which is the oldest.
    for (;;) {
      const next = this.#nextMissed(path, generation, truncated, passed);
      if (!next) return missed;
      const found = await this.#begin({ name: generation.name, ...next }, next.stats);
      if (found && !sameFile(found, next.stats)) {
        this.#met.delete(inodeOf(found));
        await found.close();
      } else if (found) {
        passed.add(inodeOf(found));
        if (generation.seen === 0 && (await generation.isCopiedBy(found))) found.standFor(generation);
        found.end('rotated');
        missed.push(found);
      } else if (sameFile(next.stats, statsOf(next.path))) passed.add(inodeOf(next.stats));
    }
  }

  /** The oldest file that was rotated from a path and is not met, nor among those that are `passed` over. */
  #nextMissed(
    path: string,
    generation: Generation,
    truncated: boolean,
    passed: ReadonlySet<string>,
  ): { readonly path: string; readonly stats: Stats } | undefined {
    const current = this.#current.get(path);
    for (const other of rotatedFrom(path)) {
      const stats = statsOf(other);
      if (!stats || other.endsWith('.gz') || passed.has(inodeOf(stats))) continue;
      // What was rotated behind the one that has the name, as far as is known, is missed when that one is.
      if (current && sameFile(current, stats)) return undefined;
      if (truncated && this.#copies.has(inodeOf(stats))) return { path: other, stats };
      if (stats.mtimeMs < generation.writtenAt) continue;
      // What was truncated may have been written again, and have lost its name since: that is another content.
      const again = truncated && sameFile(generation, stats) && !this.#isCurrent(stats);
      if (!this.#met.has(inodeOf(stats)) || again) return { path: other, stats };
    }
    return undefined;
  }

  /** Looks in its folder for a file that is not where it was. @returns whether it is there, by another name. */
  findAgain(generation: Generation): boolean {
    const path = findByInode(dirname(generation.path), generation);
    if (path !== undefined) generation.moved(path);
    return path !== undefined;
  }

  /** `generation` goes on in the file that `copy` was. */
  goesOn(generation: Generation, copy: Generation): void {
    if (this.#current.get(copy.path) === copy) this.#current.set(copy.path, generation);
    this.#meet(copy);
  }

  /** A file was there before following began, and begins as a followed one does, which may be about to be truncated. */
  noteCopy(file: Inode): void {
    this.#copies.add(inodeOf(file));
  }

  #meet(file: Inode): void {
    this.#met.add(inodeOf(file));
    this.#copies.delete(inodeOf(file));
  }

  #candidates(): Promise<ReadonlyMap<string, Candidate>> {
    return candidatesOf(this.#options, this.#listings);
  }

  #isCurrent(stats: Stats): boolean {
    return [...this.#current.values()].some((generation) => sameFile(generation, stats));
  }

  /** Files lost their names, or were truncated, and leave them to others. */
  async #displace(
    displaced: ReadonlyMap<string, Generation>,
    candidates: ReadonlyMap<string, Candidate>,
  ): Promise<void> {
    for (const [path, generation] of displaced) {
      this.#current.delete(path);
      this.#passed.set(path, generation);
    }
    const byIdentity = new Map<string, Candidate>();
    for (const candidate of candidates.values()) {
      const { stats } = candidate;
      if (stats && !byIdentity.has(inodeOf(stats))) byIdentity.set(inodeOf(stats), candidate);
    }
    for (const generation of displaced.values()) await this.#find(generation, byIdentity);
  }

  /** Finds out what became of a file that lost its name. Another followed name may be its new one. */
  async #find(generation: Generation, byIdentity: ReadonlyMap<string, Candidate>): Promise<void> {
    if (generation.ending !== undefined) return;
    const elsewhere = byIdentity.get(inodeOf(generation));
    if (elsewhere) {
      generation.moved(elsewhere.path);
      this.#current.set(elsewhere.path, generation);
      return;
    }
    const found = this.findAgain(generation);
    await generation.look().catch(() => {});
    generation.end(found ? 'rotated' : 'deleted');
  }

  /** What was rotated before following began is nobody's concern here. */
  #meetOlder(paths: Iterable<string>): void {
    for (const [path, rotated] of rotatedFromEach(paths)) {
      const current = this.#current.get(path);
      for (const other of rotated) {
        const stats = statsOf(other);
        // What had the name behind the file that was just found is to be found as soon as that one is missed.
        if (stats && current && sameFile(current, stats)) break;
        if (stats) this.#met.add(inodeOf(stats));
      }
    }
  }

  async #begin({ name, path }: Candidate, seen: Stats): Promise<Generation | undefined> {
    const { ignoreOlder, now, files } = this.#options;
    if (ignoreOlder !== undefined && seen.mtimeMs < now() - ignoreOlder) return undefined;
    let handle: FileHandle;
    try {
      if (!seen.isFile()) throw notFollowed(name, seen);
      await files.makeRoom();
      handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch (error) {
      this.#refuse(path, seen, error instanceof InputError ? error : unreadable(name, error as NodeJS.ErrnoException));
      return undefined;
    }
    this.#refused.delete(path);
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) this.#linked.set(realpathSync(path), path);
    const readFrom: Holed['readAt'] = (offset, length) => readAt(handle, offset, length);
    const start = await startOf({ dev: seen.dev, ino: seen.ino, readAt: readFrom }, REMEMBERED);
    const { dev, ino, birthtimeMs, mtimeMs, size } = await handle.stat();
    this.#meet({ dev, ino });
    const passed = this.#passed.get(path);
    const before = passed?.ending === 'truncated' && sameFile(passed, { dev, ino }) ? passed : undefined;
    const first = !this.#looked;
    return new Generation({ name, path, handle, dev, ino, birthtimeMs, mtimeMs, size, start, first, before, files });
  }

  #refuse(path: string, seen: Stats, error: InputError): void {
    const state = `${inodeOf(seen)} ${error.message}`;
    if (this.#refused.get(path) === state || (error.cause as NodeJS.ErrnoException)?.code === 'ENOENT') return;
    this.#refused.set(path, state);
    this.#options.onRefused(error);
  }
}

/** Where in a folder a file is now. */
function findByInode(folder: string, generation: Generation): string | undefined {
  return namesIn(folder)
    .map((name) => join(folder, name))
    .find((path) => sameFile(generation, statsOf(path)));
}

function notFollowed(name: string, stats: Stats): InputError {
  if (!stats.isDirectory()) {
    return new InputError(name, 'is no regular file', {
      next: ['A pipe or a device is read from standard input: logship tail -'],
    });
  }
  return new InputError(name, 'is a folder', {
    next: [`Name its files: logship tail '${name.replace(/\/$/, '')}/*.log'`],
  });
}

function unreadable(name: string, cause: NodeJS.ErrnoException): InputError {
  const denied = cause.code === 'EACCES' || cause.code === 'EPERM';
  return new InputError(name, denied ? 'may not be read' : `can't be opened (${cause.code})`, {
    cause,
    next: denied
      ? [`Give yourself the right to read it: ls -l ${name}`, 'It is followed as soon as that is there.']
      : [],
  });
}
