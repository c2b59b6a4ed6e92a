import type { Encoding } from '../model/batch.js';
import type { EventRules, Format } from '../model/event.js';
import type { Lane } from '../model/lane.js';
import { createLane, type LaneChoice } from '../lane/create-lane.js';

/** Bytes of output after which a batch is closed. */
const BATCH_BYTES = 1024 * 1024;
/** Bytes of input that may be in memory at once: what a window of 16 MiB and the queue before it were made from. */
const MEMORY = 20 * 1024 * 1024;

export interface LaneShelfOptions {
  readonly rules: EventRules;
  readonly maxLineBytes: number;
  readonly choice: LaneChoice;
  /** Called when reading has to wait for memory that batches hold. */
  readonly onWait: () => void;
}

/** The lanes of a run, made when they are first needed. */
export class LaneShelf {
  readonly #options: LaneShelfOptions;
  readonly #lanes = new Map<string, Promise<Lane>>();

  constructor(options: LaneShelfOptions) {
    this.#options = options;
  }

  /** The lane for a format and a road. */
  lane(format: Format, encoding: Encoding): Promise<Lane> {
    const name = `${format} ${encoding}`;
    let lane = this.#lanes.get(name);
    if (!lane) {
      const { choice, ...options } = this.#options;
      lane = createLane({ ...options, format, encoding, batchBytes: BATCH_BYTES, memory: MEMORY }, choice);
      this.#lanes.set(name, lane);
    }
    return lane;
  }
}
