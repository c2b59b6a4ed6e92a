import type { Clock } from '../../kit/clock.js';
import type { Acknowledgement } from '../../model/sink.js';
import type { State } from '../../state/state.js';
import type { Pipeline } from '../pipeline.js';
import type { RecordCounts } from '../upload-result.js';
import type { TailLoop } from './loop.js';
import { Rate } from './rate.js';

/** How a tail stands: one line of `logship tail --json`. */
export interface TailStatus extends RecordCounts {
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Files that are followed, those included that were rotated and are not done with. */
  readonly files: number;
  /** Bytes that stand in the files and are not acknowledged. */
  readonly lag_bytes: number;
  /** Seconds since all of them were acknowledged; 0 where they are. */
  readonly lag_seconds: number;
  /** Bytes that were truncated or deleted before they were read, as far as that is known. */
  readonly lost_bytes: number;
  /** Records read a second, over the last second or two. */
  readonly rate: number;
  readonly retries: number;
  /** Where the events go now. */
  readonly target: string;
  readonly acknowledgement: Acknowledgement;
  readonly last_error: string | null;
  /** Where the rejects of this run are kept; null where there are none. */
  readonly rejects_file: string | null;
}

/** Takes the status of a tail from time to time. */
export class TailWatch {
  readonly #pipeline: Pipeline;
  readonly #loop: TailLoop;
  readonly #state: State;
  readonly #clock: Clock;
  readonly #rate: Rate;
  #currentAt: number;
  #lost = 0;

  constructor(pipeline: Pipeline, loop: TailLoop, state: State, clock: Clock) {
    this.#pipeline = pipeline;
    this.#loop = loop;
    this.#state = state;
    this.#clock = clock;
    this.#currentAt = clock.monotonic();
    this.#rate = new Rate(this.#currentAt);
  }

  /** So many more bytes are known to be lost. */
  countLost(bytes: number): void {
    this.#lost += bytes;
  }

  status(): TailStatus {
    const { counts, delivery, retries, lastError } = this.#pipeline;
    const now = this.#clock.monotonic();
    let files = 0;
    let lag = 0;
    for (const reader of this.#loop.readers) {
      files++;
      lag += reader.lag;
    }
    if (lag === 0 && counts.pending === 0) this.#currentAt = now;
    const rate = this.#rate.at(now, counts.read);
    const { target, acknowledgement } = delivery.sink;
    return {
      time: new Date(this.#clock.now()).toISOString(),
      files,
      ...counts,
      lag_bytes: lag,
      lag_seconds: Math.round(now - this.#currentAt) / 1000,
      lost_bytes: this.#lost,
      rate,
      retries,
      target,
      acknowledgement,
      last_error: lastError ?? null,
      rejects_file: this.#state.rejects.path ?? null,
    };
  }
}
