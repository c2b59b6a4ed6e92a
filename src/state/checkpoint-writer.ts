import { writeFileAtomic } from '../kit/atomic-file.js';
import { InputError } from '../model/errors.js';
import type { Checkpoint, CheckpointId } from './checkpoint.js';
import { stateFailure } from './failure.js';
import { sampleBefore } from './fingerprint.js';
import type { ReadAt, Sample } from './fingerprint.js';
import type { Mark } from './ledger.js';
import { PacedWriter, WRITE_INTERVAL } from './paced-writer.js';
import type { StateContext } from './versioned-file.js';

/** A source whose progress is kept. */
export interface Checkpointed extends CheckpointId {
  readonly path: string;
  /** When it was begun for the target, as an earlier checkpoint says: ISO 8601, UTC. Now, where none does. */
  readonly since?: string | undefined;
  /** Reads the ≤ 1 KiB before a mark. Called at most once a second, and at the end. */
  readonly readAt: ReadAt;
  /**
   * It may be copied and truncated at any time. What is read between the two is in no file any more: a mark behind it
   * would make the copy, which ends before, another source.
   */
  readonly growing?: boolean | undefined;
}

/** Milliseconds for which a mark stands before it is written while such a source is followed. */
const STANDS = WRITE_INTERVAL;

/** A mark, and since when it is known, in monotonic milliseconds. */
interface Standing {
  readonly mark: Mark;
  readonly since: number;
}

/** Writes the checkpoint of one source: at most once a second, and at the end, where it is the newest mark. */
export class CheckpointWriter {
  readonly #path: string;
  readonly #source: Checkpointed;
  readonly #context: StateContext;
  readonly #paced: PacedWriter;
  readonly #since: string;
  #mark: Mark | undefined;
  /** The one that is to be written next, where that has to stand for a while. */
  #standing: Standing | undefined;
  #flushing = false;

  constructor(path: string, source: Checkpointed, context: StateContext) {
    this.#path = path;
    this.#source = source;
    this.#context = context;
    this.#since = source.since ?? this.#now();
    this.#paced = new PacedWriter(
      context.clock,
      () => this.#write(),
      (error) => context.notices({ kind: 'unsaved', path, reason: stateFailure('write', path, error).message }),
    );
  }

  /**
   * The source is begun there. That is not waited for: a process that is killed leaves it behind, but a machine that
   * loses power may not. Throws `StateError`.
   */
  async begin(mark: Mark): Promise<void> {
    await this.#written(() => this.#save(mark, false));
  }

  /** Everything before `mark` is acknowledged, and its rejects are on disk. Cheap: call it for every receipt. */
  advance(mark: Mark): void {
    this.#mark = mark;
    if (this.#source.growing) this.#standing ??= this.#standingFrom(mark);
    this.#paced.request();
  }

  /** Resolves when the last mark is on disk. Throws `StateError`. */
  async flush(): Promise<void> {
    await this.#written(() => this.#paced.flush());
  }

  /** The last flush. Throws `StateError`: the checkpoint then stays where it was last written. */
  async close(): Promise<void> {
    await this.#written(() => this.#paced.close());
  }

  async #written(write: () => Promise<void>): Promise<void> {
    this.#flushing = true;
    try {
      await write();
    } catch (error) {
      throw stateFailure('write the checkpoint', this.#path, error);
    } finally {
      this.#flushing = false;
    }
  }

  async #write(): Promise<void> {
    // One receipt may settle many batches, one after the other: the mark is read behind the last of them.
    await Promise.resolve();
    const mark = this.#next();
    if (mark) await this.#save(mark, true);
  }

  async #save(mark: Mark, durable: boolean): Promise<void> {
    const { key, target, tenant, path, growing } = this.#source;
    const tail = await this.#sampleBefore(mark.offset);
    if (!tail) {
      // Whatever stands in the source now is not what was acknowledged: who follows it, or else the next run, finds
      // that out by itself.
      if (!growing) this.#context.notices({ kind: 'shrunk', path, offset: mark.offset });
      return;
    }
    const times = { since: this.#since, updatedAt: this.#now() };
    const checkpoint: Checkpoint = { version: 1, key, target, tenant, ...mark, tail, path, ...times };
    await writeFileAtomic(this.#path, `${JSON.stringify(checkpoint)}\n`, durable);
  }

  /** Undefined where what was acknowledged is not there any more. Throws where that can't be told. */
  async #sampleBefore(offset: number): Promise<Sample | undefined> {
    const { readAt, growing } = this.#source;
    try {
      return await sampleBefore(readAt, offset);
    } catch (error) {
      if (growing && error instanceof InputError) return undefined;
      throw error;
    }
  }

  /** The mark to write now, where there is one. Later ones ask to be written. */
  #next(): Mark | undefined {
    const newest = this.#mark;
    const standing = this.#standing;
    if (!newest || !standing || this.#flushing) {
      this.#standing = undefined;
      return newest;
    }
    const stands = this.#context.clock.monotonic() - standing.since >= STANDS;
    if (stands) this.#standing = newest === standing.mark ? undefined : this.#standingFrom(newest);
    if (this.#standing) this.#paced.request();
    return stands ? standing.mark : undefined;
  }

  #now(): string {
    return new Date(this.#context.clock.now()).toISOString();
  }

  #standingFrom(mark: Mark): Standing {
    return { mark, since: this.#context.clock.monotonic() };
  }
}
