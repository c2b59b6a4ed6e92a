import { resolve } from 'node:path';
import type { Clock } from '../../kit/clock.js';
import { startOf } from '../../kit/leading-nuls.js';
import type { Settings } from '../../config/options.js';
import { HeldHereError, InputError, StateError } from '../../model/errors.js';
import { START } from '../../model/position.js';
import { isGzip } from '../../read/gzip-magic.js';
import type { Input } from '../../read/input.js';
import { refuseBinary } from '../../read/refuse-binary.js';
import { type Generation, UnavailableError } from '../../read/tail/generation.js';
import { startOfLastLine } from '../../read/tail/last-line.js';
import type { Mark } from '../../state/ledger.js';
import type { Recognised } from '../../state/sources.js';
import { formatOf } from '../inputs.js';
import type { OpenedSource } from '../open-source.js';
import type { Pipeline } from '../pipeline.js';
import type { TailNotice } from './notices.js';
import type { Past } from './past.js';

const HEAD_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;
const NOTHING = new Uint8Array(0);
/** Bytes that are read of one file before it is another one's turn. */
const TURN = 16 * 1024 * 1024;
/** Bytes that do not wait for more. */
const ENOUGH = 256 * 1024;
/** Milliseconds after which a file is tried again that another process ships, or that can't be read. */
const TRIED_AGAIN = 10_000;
/**
 * Milliseconds after which a file is tried again that another reader ships, under the name that it had before: as soon
 * as that one has ended. Where it has not for so long, it is told.
 */
const HELD_HERE = 1000;
const HELD_HERE_LONG = 120_000;

export interface ReaderContext {
  readonly pipeline: Pipeline;
  readonly past: Past;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly notices: (notice: TailNotice) => void;
  /** Whether another file that is followed holds the same: this one may be its copy, made for a truncation. */
  readonly hasTwin: (reader: Reader) => Promise<boolean>;
}

/** Milliseconds for which a file waits that has the content of another one. */
const TWIN_PAUSE = 5000;

/** One content of a followed file, while it is shipped. */
export class Reader {
  readonly generation: Generation;
  readonly #context: ReaderContext;
  #opened: OpenedSource | undefined;
  /** Bytes that it had when it was last tried to begin, and when to try again in any case. */
  #tried = -1;
  #notBefore = 0;
  #twinSince: number | undefined;
  #heldSince: number | undefined;
  #finishing = false;
  #noted = false;
  #told = false;
  /** When it last grew or was read, in monotonic milliseconds. */
  #movedAt: number;
  #over = false;

  constructor(generation: Generation, context: ReaderContext) {
    this.generation = generation;
    this.#context = context;
    this.#movedAt = context.clock.monotonic();
  }

  /** Present as soon as it is being shipped. */
  get opened(): OpenedSource | undefined {
    return this.#opened;
  }

  /** Nothing more will be read of it. */
  get over(): boolean {
    return this.#over;
  }

  /** Whether a visit would find something. */
  get due(): boolean {
    const { missing, unread, size } = this.generation;
    if (this.#over || missing) return false;
    const paused = this.#notBefore > this.#now;
    if (this.#opened) return unread && !paused && this.#now >= this.#ripeAt;
    return size !== this.#tried || (this.#notBefore > 0 && !paused);
  }

  /** When to look at it again though nothing happens, in monotonic milliseconds. */
  get wakeAt(): number {
    if (this.#opened) return this.generation.unread ? Math.max(this.#notBefore, this.#ripeAt) : Infinity;
    return this.#notBefore > 0 ? this.#notBefore : Infinity;
  }

  /** Whether only a look at its file could find something to do. */
  get atRest(): boolean {
    const { missing, ending } = this.generation;
    if (this.#over || missing || ending || this.due || this.wakeAt < Infinity) return false;
    return this.#context.settings.tailFlushPartial === undefined || !this.begun;
  }

  /** Milliseconds for which nothing was read of it. */
  get idle(): number {
    return this.#now - this.#movedAt;
  }

  /** Whether it ends in a record that is not whole. */
  get begun(): boolean {
    const at = this.#opened?.at.position.offset;
    return at === undefined ? this.generation.size > 0 : this.generation.seen > at;
  }

  /** Bytes that are not acknowledged. */
  get lag(): number {
    return this.#opened ? Math.max(0, this.generation.size - this.#opened.run.mark.offset) : 0;
  }

  /**
   * Reads on, to the end of what there is or of its turn. Throws what ends the run.
   * @returns whether it came any further, or has nothing more for now.
   */
  async visit(): Promise<boolean> {
    const before = this.generation.seen;
    await this.#guarded(async () => {
      if (!this.generation.isOpen && !(await this.generation.reopen())) return;
      if (!this.#opened && !(await this.#begin(false))) return;
      await this.#read(TURN, true);
    });
    return this.generation.seen > before || !this.due;
  }

  /** Ships a record that is not whole as it is. What follows will be another one. */
  async flushBegun(): Promise<void> {
    await this.#guarded(async () => {
      if (!(await this.generation.reopen())) return;
      if (this.#opened || (await this.#begin(true))) await this.#read(Infinity, false);
    });
  }

  /** Ships what is left of it from a compressed copy, which is all that there is of it. The copy is closed with it. */
  async readOn(archive: Input): Promise<void> {
    const { generation } = this;
    const opened = this.#opened;
    if (!opened) {
      await this.#guarded(async () => {
        const { path, file } = archive;
        const isOld = this.#isOld && !(await this.#context.past.keyOf(path, file!)) && !(await this.#isYounger());
        await (isOld ? archive.close() : this.#context.pipeline.ship(archive));
      });
      return this.drop();
    }
    generation.continueInArchive(archive);
    await this.#guarded(async () => {
      const bytes = await archive.open(opened.at.position.offset);
      try {
        await this.#context.pipeline.read(opened, bytes, false);
      } finally {
        await bytes.close();
      }
    });
  }

  /**
   * Ships what is left of it. It is closed when that is settled.
   * @param copied bytes of it, from its start, that are shipped from a copy.
   */
  async finish(copied = 0): Promise<void> {
    this.#finishing = true;
    // What was truncated and not begun is not there any more: its file holds something else.
    if (this.#opened || this.generation.ending !== 'truncated') await this.flushBegun();
    if (this.#over) return;
    this.#over = true;
    const { generation } = this;
    const { name: path, missing, ending } = generation;
    const shipped = generation.seen > 0 ? (this.#opened?.at.position.offset ?? 0) : Math.max(copied, generation.hole);
    const lost = missing || ending === 'truncated' ? generation.size - shipped : 0;
    if (lost > 0) this.#context.notices({ kind: missing ? 'gone' : 'truncated', path, bytes: lost });
    if (this.#opened) this.#context.pipeline.end(this.#opened);
    else await generation.close();
  }

  /** Leaves it alone: it can't be shipped, or another reader goes on with it. */
  async drop(): Promise<void> {
    this.#over = true;
    await this.generation.close();
  }

  /** When what is new has waited long enough for more. What comes after a rest goes at once. */
  get #ripeAt(): number {
    const { ending, size, seen } = this.generation;
    const enough = ending !== undefined || size - seen >= ENOUGH;
    return enough ? 0 : this.#movedAt + this.#context.settings.tailFlushInterval;
  }

  get #now(): number {
    return this.#context.clock.monotonic();
  }

  async #read(limit: number, growing: boolean): Promise<void> {
    const opened = this.#opened!;
    const { generation } = this;
    const before = generation.seen;
    await this.#context.pipeline.read(opened, generation.bytesFrom(opened.at.position.offset, limit), growing);
    if (generation.seen > before || !growing) this.#movedAt = this.#now;
    // What was seen is all there is, unless its turn was over.
    if (growing && generation.seen === before) generation.exhausted();
  }

  /** What concerns this file alone does not end the run. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await this.generation.using(work);
    } catch (error) {
      const own = error instanceof InputError || error instanceof StateError;
      if (!own || this.#context.pipeline.delivery.hasFailed) throw error;
      if (error instanceof HeldHereError && this.#waitsForHolder()) return this.#postpone(HELD_HERE);
      const final = error instanceof InputError && !(error instanceof UnavailableError);
      if (final && !this.#opened) await this.drop();
      else this.#postpone(TRIED_AGAIN);
      if (!this.#told) this.#context.notices({ kind: 'failed', error });
      this.#told = true;
    }
  }

  /** Whether another reader may still end in time. */
  #waitsForHolder(): boolean {
    this.#heldSince ??= this.#now;
    return !this.#finishing && this.#now - this.#heldSince < HELD_HERE_LONG;
  }

  #postpone(milliseconds: number): void {
    this.#notBefore = this.#now + milliseconds;
  }

  /**
   * Begins to ship it as soon as it holds a whole line, which tells its format.
   * @param force begin with what there is.
   */
  async #begin(force: boolean): Promise<boolean> {
    const { generation } = this;
    const { pipeline } = this.#context;
    this.#notBefore = 0;
    const { at: hole, bytes: head } = await startOf(generation, HEAD_BYTES);
    // It may have lost what it was noted to have, and get as much again: that is more than was tried.
    this.#tried = head.length < HEAD_BYTES ? Math.min(generation.size, hole + head.length) : generation.size;
    const input: { -readonly [K in keyof Input]: Input[K] } = this.#input(head, hole);
    if (!(await generation.beginsWith(hole, head))) return false;
    const whole = head.length === HEAD_BYTES || head.includes(LINE_FEED);
    if (!whole && !(force && head.length > 0)) {
      if (!this.#noted && this.#isOld) await pipeline.note(input);
      this.#noted = true;
      return false;
    }
    if (isGzip(head)) {
      throw new InputError(generation.name, 'is compressed, and is not followed', {
        next: [`Ship it as it is: logship upload ${generation.name}`],
      });
    }
    refuseBinary(generation.name, head);
    if (!force && (await this.#waitsForTwin())) return false;
    const opened = await pipeline.open(input, (source) => this.#freshStart(input, source));
    let holds = false;
    try {
      holds = await generation.startAt(opened.at.position.offset);
    } finally {
      if (!holds) pipeline.end(opened);
    }
    if (!holds) return false;
    generation.before = undefined;
    this.#opened = opened;
    // It is not needed any more, and thousands of files are held.
    input.head = NOTHING;
    return true;
  }

  #input(head: Uint8Array, hole: number): Input {
    const { generation } = this;
    const { name, path, size, dev, ino, birthtimeMs } = generation;
    return {
      name,
      path,
      size,
      growing: true,
      head,
      hole,
      file: { dev, ino, birthtimeMs, readAt: (offset, length) => generation.readAgain(offset, length) },
      open: async (offset) => generation.bytesFrom(offset, Infinity),
      // What could not be begun is tried again.
      close: () => (this.#opened ? generation.close() : generation.rest()),
    };
  }

  /** A copy is there a moment before what it was copied from is truncated. */
  async #waitsForTwin(): Promise<boolean> {
    if (this.generation.first || !(await this.#context.hasTwin(this))) return false;
    this.#twinSince ??= this.#now;
    if (this.#now - this.#twinSince >= TWIN_PAUSE) return false;
    this.#postpone(TWIN_PAUSE);
    return true;
  }

  /** It was there when following began, and what was in it by then is not to be shipped if it was never begun. */
  get #isOld(): boolean {
    return this.generation.first && this.#context.settings.tailFrom === 'end';
  }

  /** Whether its name was begun before it was there: nobody was following when it came. */
  #isYounger(rewritten = false): Promise<boolean> {
    const { name, birthtimeMs, writtenAt: mtimeMs } = this.generation;
    return this.#context.past.isYounger(resolve(name), { birthtimeMs, mtimeMs }, rewritten);
  }

  async #freshStart(input: Input, { rewritten }: Recognised): Promise<Mark> {
    const { generation } = this;
    const { hole = 0 } = input;
    const { settings, notices } = this.#context;
    const none = { framing: 0, records: 0 };
    // Where a value goes over lines, only its beginning tells where the next one begins.
    const isOld = this.#isOld && formatOf(input, settings.format) !== 'json' && !(await this.#isYounger(rewritten));
    if (isOld) return { ...(await startOfLastLine(generation, generation.foundSize)), ...none };
    if (hole > 0) notices({ kind: 'hole', path: generation.name, bytes: hole });
    const unknown = lostInFront(generation, hole);
    if (unknown > 0) notices({ kind: 'truncated', path: generation.name, bytes: unknown });
    return { ...START, ...none };
  }
}

/**
 * A hole is as long as the content was that was truncated: what it had beyond the place that was read to, and beyond
 * the size that was noted, was written and destroyed between two looks.
 */
function lostInFront({ before }: Generation, hole: number): number {
  return before && hole > 0 ? Math.max(0, hole - before.reach) : 0;
}
