import { loadChecksum } from '../event/id.js';
import type { Framer } from '../frame/framer.js';
import { framerOf } from '../frame/framer-of.js';
import type { Batch, Encoding } from '../model/batch.js';
import type { EventRules, Format } from '../model/event.js';
import type { Encoded, Lane, Slab, Work } from '../model/lane.js';
import { BatchBuilder } from './batch-builder.js';
import { EventBatch } from './event-batch.js';
import { type RecordEncoder, recordEncoder } from './records.js';
import { reencode } from './reencode.js';
import { SlabPool } from './slab-pool.js';

export interface LaneOptions {
  readonly format: Format;
  readonly rules: EventRules;
  readonly encoding: Encoding;
  /** Bytes; a longer record is a reject. */
  readonly maxLineBytes: number;
  /** Bytes after which a batch is closed. */
  readonly batchBytes: number;
  /** Bytes of memory to read into that may be under way at once. */
  readonly memory: number;
}

const SLAB_BYTES = 256 * 1024;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

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
    this.#slabs = new SlabPool(SLAB_BYTES, options.memory);
  }

  lease(atLeast: number): Promise<Slab> {
    return this.#slabs.lease(atLeast);
  }

  /** Output is ordinary memory, bounded by the slabs that it is made from. */
  async room(): Promise<void> {}

  encode(work: Work): Encoded {
    const bytes = work.slab.bytes.subarray(0, work.to);
    const builder = new BatchBuilder(work, this.encoding, this.#encode);
    let at = work.from + markLength(bytes, work);
    let state = work.framing;
    let starved = false;
    do {
      // The framer is asked at the very end too: it may have something to say of an array that is not closed.
      if (at === work.to && !work.final) starved = true;
      else {
        const last = at === work.to;
        const frame = this.#framer.next(bytes, at, state, work.final);
        if (frame.kind === 'starved') starved = true;
        else {
          builder.take(frame);
          at = frame.next;
          state = frame.state;
          starved = last;
        }
      }
    } while (!starved && builder.size < this.#batchBytes);
    return builder.finish(at, state, starved);
  }

  reencode(batch: Batch, from: number, to: number, encoding: Encoding): Batch[] {
    return reencode(batch as EventBatch, from, to, encoding, this.#encode, this.#batchBytes);
  }
}

/** The length of the byte order mark at the start of a source. */
function markLength(bytes: Uint8Array, { from, start }: Work): number {
  if (start.offset > 0) return 0;
  return BYTE_ORDER_MARK.every((byte, index) => bytes[from + index] === byte) ? BYTE_ORDER_MARK.length : 0;
}
