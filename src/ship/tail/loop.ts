import { resolve } from 'node:path';
import type { Settings } from '../../config/options.js';
import type { Clock } from '../../kit/clock.js';
import { groupBy } from '../../kit/group-by.js';
import { onAbort } from '../../kit/on-abort.js';
import { inodeOf } from '../../kit/same-file.js';
import { Signal } from '../../kit/signal.js';
import type { InputFile } from '../../read/input.js';
import { Follower } from '../../read/tail/follower.js';
import type { Generation } from '../../read/tail/generation.js';
import { OpenFiles } from '../../read/tail/open-files.js';
import { pathsBefore, rotatedFromEach } from '../../read/tail/rotated-names.js';
import type { CreateWatcher, Watcher } from '../../read/tail/watcher.js';
import { refuseOwnOutput } from '../own-output.js';
import type { Pipeline } from '../pipeline.js';
import { catchUp } from './catch-up.js';
import { beginsAs, continueInCopy, hasCopy, holdSame, openArchive, sizeOfCopy } from './copies.js';
import type { TailNotice } from './notices.js';
import type { Past } from './past.js';
import type { Followed, HowFollowed } from './predecessors.js';
import { Reader } from './reader.js';
import { Readers } from './readers.js';

export interface TailLoopOptions {
  readonly names: readonly string[];
  readonly settings: Settings;
  readonly pipeline: Pipeline;
  readonly past: Past;
  readonly clock: Clock;
  readonly notices: (notice: TailNotice) => void;
  readonly createWatcher: CreateWatcher;
  /** Ends following. */
  readonly signal: AbortSignal;
}

/** Milliseconds from one look at everything to the next, where nothing was told meanwhile. */
const SLOW_LOOK = 10_000;
/** Milliseconds between two looks at everything while files come and go. */
const LEAST_BETWEEN_LOOKS = 50;
/** Milliseconds after the last hint to look once more: a hint may come before what it tells of. */
const SECOND_LOOK = 50;
/** Milliseconds from one look at a rotated file to the next: programs may write to it until they are told. */
const ROTATED_LOOK = 1000;
/** Milliseconds without news after which a rotated file's begun line is taken as it is, and after which it is left. */
const ROTATED_BEGUN = 5000;
const ROTATED_LEFT = 60_000;
/** Milliseconds from one look to the next where the system does not let us watch. */
const POLL = 250;

/** Follows files: reads what is new in them, one file after the other, and finds out what became of each. */
export class TailLoop {
  readonly #options: TailLoopOptions;
  readonly #follower: Follower;
  readonly readers = new Readers();
  readonly #changed = new Signal();
  readonly #hinted = new Set<string>();
  /** Paths that hints were about, and that are not followed. */
  readonly #irrelevant = new Set<string>();
  #watcher: Watcher | undefined;
  #wantsLook = true;
  #lookedAt = -Infinity;
  #hintedAt = -Infinity;
  /** How many hints came so far. */
  #hints = 0;
  #rotatedAt = -Infinity;
  #pollEvery: number | undefined;
  #paths: Map<string, Reader[]> | undefined;

  constructor(options: TailLoopOptions) {
    this.#options = options;
    const { settings, names, clock, notices } = options;
    this.#pollEvery = settings.tailPoll;
    this.#follower = new Follower({
      names,
      exclude: settings.tailExclude,
      ignoreOlder: settings.tailIgnoreOlder,
      now: () => clock.now(),
      trustful: settings.tailPoll === undefined,
      files: new OpenFiles(settings.tailMaxOpen),
      onRefused: (error) => notices({ kind: 'failed', error }),
    });
  }

  /** Follows until the signal. Throws what ends the run. */
  async follow(): Promise<void> {
    const { signal } = this.#options;
    const takeBack = onAbort(signal, () => this.#changed.notify());
    try {
      await this.#startWatching();
      await this.#look();
      await this.#tellMissing('awaited');
      await this.#catchUp();
      while (!signal.aborted) {
        if (this.#lookIsDue) await this.#look();
        if (!(await this.#round())) await this.#wait();
      }
    } finally {
      takeBack();
      await this.#watcher?.close();
    }
  }

  /** Ships all that there is now, lines without an end included. */
  async once(): Promise<void> {
    await this.#look();
    await this.#tellMissing('absent');
    await this.#catchUp();
    for (const reader of this.readers) {
      if (this.#options.signal.aborted) return;
      await reader.finish();
    }
  }

  /** Gives back what was not read to its end, as it is. */
  async close(): Promise<void> {
    for (const { opened, generation } of this.readers) {
      if (opened) this.#options.pipeline.end(opened);
      else await generation.close();
    }
  }

  get #lookIsDue(): boolean {
    const now = this.#options.clock.monotonic();
    if (now - this.#lookedAt >= (this.#pollEvery ?? SLOW_LOOK)) return true;
    return this.#wantsLook && now - this.#lookedAt >= LEAST_BETWEEN_LOOKS;
  }

  async #startWatching(): Promise<void> {
    if (this.#pollEvery !== undefined) return;
    this.#watcher = await this.#options.createWatcher({
      onHint: (path, written) => this.#onHint(path, written),
      onFailure: (error) => {
        if (this.#pollEvery !== undefined) return;
        this.#pollEvery = POLL;
        this.#options.notices({ kind: 'polling', reason: error.message, milliseconds: POLL });
        this.#changed.notify();
      },
    });
  }

  #onHint(path: string, written: boolean): void {
    if (this.#irrelevant.has(path)) return;
    this.#hintedAt = this.#options.clock.monotonic();
    this.#hints++;
    this.#hinted.add(path);
    if (!this.#glance(path, written)) this.#wantsLook = true;
    this.#changed.notify();
  }

  /**
   * Looks at one path that something happened to.
   * @param written it was its content, most likely: that is to be read, and nothing else is looked at.
   * @returns false where only a look at all of them tells what.
   */
  #glance(path: string, written = false): boolean {
    const generation = this.#follower.glance(path, written);
    if (generation) this.readers.stir(generation);
    return generation !== undefined;
  }

  async #look(): Promise<void> {
    this.#wantsLook = false;
    const now = this.#options.clock.monotonic();
    const slow = now - this.#lookedAt >= SLOW_LOOK;
    this.#lookedAt = now;
    this.#irrelevant.clear();
    const { found, touched } = await this.#follower.look();
    for (const generation of touched) this.readers.stir(generation);
    await this.#refuseOwnOutput(found);
    // What was written to a file before another one took its name comes first.
    if (found.length > 0) await this.#lookAtRotated();
    this.#insert(found.filter(({ ending }) => ending));
    for (const generation of found) if (!generation.ending) this.#add(generation);
    for (const reader of this.readers.restless) {
      if (reader.generation.ending !== 'truncated') continue;
      // It was truncated behind that look: only the next one tells what has its name by now.
      if (this.#follower.isInPlace(reader.generation)) this.#wantsLook = true;
      else await this.#onTruncated(reader);
    }
    for (const path of this.#hinted) if (!this.#follower.concerns(path)) this.#irrelevant.add(path);
    if (slow || found.length > 0) this.#watcher?.watch(await this.#follower.folders());
  }

  async #refuseOwnOutput(found: readonly Generation[]): Promise<void> {
    try {
      for (const { path } of found) refuseOwnOutput(path, this.#options.settings);
    } catch (error) {
      for (const generation of found) await generation.close();
      throw error;
    }
  }

  #add(generation: Generation): void {
    const { pipeline, past, settings, clock, notices } = this.#options;
    const hasTwin = (reader: Reader) => this.#hasTwin(reader);
    this.readers.append(new Reader(generation, { pipeline, past, settings, clock, notices, hasTwin }));
  }

  async #tellMissing(kind: 'awaited' | 'absent'): Promise<void> {
    for (const path of await this.#follower.missing()) this.#options.notices({ kind, path });
  }

  /** One visit to each file that has something. @returns whether any came further. */
  async #round(): Promise<boolean> {
    const { signal, clock } = this.#options;
    const busy = new Set<string>();
    let worked = false;
    this.#paths = undefined;
    if (clock.monotonic() - this.#rotatedAt >= ROTATED_LOOK) await this.#lookAtRotated();
    for (const reader of this.readers.restless) {
      if (signal.aborted) return true;
      const { name } = reader.generation;
      if (reader.due && !busy.has(name)) {
        const { seen } = reader.generation;
        if (await reader.visit()) worked = true;
        const { seen: reached, path, ending } = reader.generation;
        // Where nothing was written to it, it may be another file that has its name.
        const isDoubtful = reached === seen && !ending && !this.#glance(path);
        if (isDoubtful || ending === 'truncated') this.#wantsLook = true;
      }
      if (reader.generation.missing || reader.generation.gone) await this.#findAgain(reader);
      await this.#endIfOver(reader);
      // A look tells what there is of one that is not where it was, or was truncated: that comes before others as well.
      const { missing, ending } = reader.generation;
      if (reader.due || (!reader.over && (missing || ending === 'truncated'))) busy.add(name);
      this.readers.visited(reader);
    }
    return worked;
  }

  async #lookAtRotated(): Promise<void> {
    this.#rotatedAt = this.#options.clock.monotonic();
    for (const { generation } of this.readers) if (generation.ending) await generation.look();
  }

  /** A file that was closed, and is not where it was: it is where a rotation brought it, or nowhere. */
  async #findAgain(reader: Reader): Promise<void> {
    const { generation } = reader;
    this.#paths = undefined;
    if (!generation.ending) this.#wantsLook = true;
    else if (generation.gone || !this.#follower.findAgain(generation)) await this.#finish(reader);
  }

  /**
   * Nothing more is to be read of a file: what is left of it may stand in a compressed copy.
   * @param missed what was found behind it: its copy may be among them.
   * @param copied bytes of it that stand in copies.
   */
  async #finish(reader: Reader, missed: readonly Generation[] = [], copied = 0): Promise<void> {
    const { generation } = reader;
    const archive = (await hasCopy(generation, missed))
      ? undefined
      : await openArchive(generation, resolve(generation.name));
    if (archive) await reader.readOn(archive);
    // The next run finds the copy as well, and goes on in it.
    if (!this.#options.signal.aborted) await reader.finish(copied);
  }

  async #endIfOver(reader: Reader): Promise<void> {
    const { settings } = this.#options;
    const { ending, unread } = reader.generation;
    if (ending && ending !== 'truncated' && !unread && reader.idle >= ROTATED_LEFT) await reader.finish();
    const patience = ending ? ROTATED_BEGUN : settings.tailFlushPartial;
    if (patience !== undefined && !unread && reader.begun && reader.idle >= patience) await reader.flushBegun();
    if (reader.over) this.readers.remove(reader);
  }

  /** What was truncated goes on in the copy that was made of it, where there is one. */
  async #onTruncated(reader: Reader): Promise<void> {
    const { generation } = reader;
    const path = resolve(generation.name);
    const continued = await continueInCopy(generation, path, this.readers);
    if (continued) this.#follower.goesOn(generation, continued.other?.generation ?? continued.copy);
    const missed = await this.#follower.missedBehind(path, generation, true);
    const own = continued ? 0 : await sizeOfCopy(generation, path);
    const copied = Math.max(own, ...missed.map(({ size }) => size));
    generation.isCopiedUpTo(copied);
    if (continued) {
      const { other, lost } = continued;
      if (lost > 0) this.#options.notices({ kind: 'truncated', path: generation.name, bytes: lost });
      await other?.drop();
      if (other) this.readers.remove(other);
    } else {
      await this.#finish(reader, missed, copied);
      if (reader.over) this.readers.remove(reader);
    }
    this.#insert(missed);
  }

  /** Adds what had a name before those that have it now. */
  #insert(generations: readonly Generation[]): void {
    for (const generation of generations) this.#add(generation);
    if (generations.length === 0) return;
    const current = Array.from(this.readers).filter(({ generation }) => !generation.ending);
    for (const reader of current) this.readers.append(reader);
  }

  async #hasTwin(reader: Reader): Promise<boolean> {
    for (const path of pathsBefore(reader.generation.path)) {
      for (const other of this.#byPath.get(path) ?? []) {
        if (other === reader || !other.opened) continue;
        if (await holdSame(reader.generation, other.generation)) return true;
      }
    }
    return false;
  }

  /** The readers by where their files are. Made when it is asked for, and good for one visit to each. */
  get #byPath(): Map<string, Reader[]> {
    return (this.#paths ??= groupBy(this.readers, ({ generation }) => generation.path));
  }

  /** Ships what was rotated while nobody followed. */
  async #catchUp(): Promise<void> {
    const { pipeline, past, notices, signal } = this.#options;
    const byIdentity = new Map(Array.from(this.readers, ({ generation }) => [inodeOf(generation), generation]));
    const named = groupBy(this.readers, ({ generation }) => resolve(generation.name));
    const howFollowed = async (name: string, path: string, file: InputFile): Promise<Followed | undefined> => {
      const itself = byIdentity.get(inodeOf(file));
      if (itself) return resolve(itself.name) === name ? 'here' : 'elsewhere';
      if (this.#follower.has(path)) return 'elsewhere';
      // It is held open, and was rotated and compressed meanwhile.
      for (const { generation } of pathsBefore(path).flatMap((before) => named.get(before) ?? [])) {
        if (!(await beginsAs(file, generation))) continue;
        this.#follower.noteCopy(file);
        return 'elsewhere';
      }
      return undefined;
    };
    const paths = await this.#follower.paths();
    const rotated = rotatedFromEach(paths);
    for (const path of paths.filter((path) => rotated.has(path))) {
      const ofPath: HowFollowed = (other, file) => howFollowed(path, other, file);
      await catchUp(path, { pipeline, past, notices, howFollowed: ofPath, signal });
    }
  }

  async #wait(): Promise<void> {
    const { clock, signal, settings } = this.#options;
    const now = clock.monotonic();
    let at = this.#lookedAt + (this.#pollEvery ?? SLOW_LOOK);
    if (this.#wantsLook) at = Math.min(at, this.#lookedAt + LEAST_BETWEEN_LOOKS);
    if (this.#hinted.size > 0) at = Math.min(at, this.#hintedAt + SECOND_LOOK);
    for (const reader of this.readers.restless) {
      if (reader.generation.ending) at = Math.min(at, this.#rotatedAt + ROTATED_LOOK);
      if (reader.begun && settings.tailFlushPartial !== undefined)
        at = Math.min(at, now - reader.idle + settings.tailFlushPartial);
      at = Math.min(at, reader.wakeAt);
    }
    const hints = this.#hints;
    const pollEvery = this.#pollEvery;
    const woken = () => signal.aborted || this.#hints !== hints || this.#pollEvery !== pollEvery;
    await this.#changed.untilOr(woken, Math.max(0, at - now), clock);
    if (clock.monotonic() < this.#hintedAt + SECOND_LOOK) return;
    for (const path of this.#hinted) if (!this.#glance(path)) this.#wantsLook ||= !this.#irrelevant.has(path);
    this.#hinted.clear();
  }
}
