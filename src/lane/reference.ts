import { loadChecksum } from '../event/id.js';
import type { Framer } from '../frame/framer.js';
import { framerOf } from '../frame/framer-of.js';
import type { Batch, Encoding } from '../model/batch.js';
import type { EventRules, Format } from '../model/event.js';
import type { Encoded, Lane, Slab, Work } from '../model/lane.js';
import { advance } from './advance.js';
import { BatchBuilder } from './batch-builder.js';
import type { EventBatch } from './event-batch.js';
import { HeapOutput } from './heap-output.js';
import { type RecordEncoder, recordEncoder } from './records.js';
import { reencode } from './reencode.js';
import { SlabPool } from './slab-pool.js';
import { encodeStretch } from './stretch.js';

export interface LaneOptions {
  readonly format: Format;
  readonly rules: EventRules;
  readonly encoding: Encoding;
  /** Bytes; a longer record is a reject. */
  readonly maxLineBytes: number;
  /** Bytes after which a batch is closed; in the fast lane 1 MiB at most. */
  readonly batchBytes: number;
  /** Bytes of memory to read into that may be under way at once. */
  readonly memory: number;
  /** Called when reading has to wait for memory that batches hold. */
  readonly onWait: () => void;
}

/** The usual size of a slab. */
export const SLAB_BYTES = 1024 * 1024;

/** Loads the lane that defines what becomes of every record. */
export async function createReferenceLane(options: LaneOptions): Promise<Lane> {
  return new ReferenceLane(options, recordEncoder(options.format, options.rules, await loadChecksum()));
}

class ReferenceLane implements Lane {
  readonly encoding: Encoding;
  readonly #batchBytes: number;
  readonly #framer: Framer;
  readonly #encode: RecordEncoder;
  readonly #slabs: SlabPool;

  constructor(options: LaneOptions, encode: RecordEncoder) {
    this.encoding = options.encoding;
    this.#batchBytes = options.batchBytes;
    this.#framer = framerOf(options.format, options);
    this.#encode = encode;
    this.#slabs = new SlabPool(SLAB_BYTES, options.memory, options.onWait);
  }

  lease(atLeast: number): Promise<Slab> {
    return this.#slabs.lease(atLeast);
  }

  /** Output is ordinary memory, bounded by the slabs that it is made from. */
  async room(): Promise<void> {}

  encode(work: Work): Encoded {
    const builder = new BatchBuilder(work, this.encoding, this.#encode, new HeapOutput(), advance);
    return encodeStretch(work, this.#framer, builder, this.#batchBytes);
  }

  reencode(batch: Batch, from: number, to: number, encoding: Encoding): Batch[] {
    return reencode(batch as EventBatch, from, to, encoding, this.#encode, this.#batchBytes);
  }
}
