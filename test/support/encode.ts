import type { Batch, Reject } from '../../src/model/batch.js';
import type { Lane, Slab } from '../../src/model/lane.js';
import { type Position, START } from '../../src/model/position.js';
import type { Source } from '../../src/model/source.js';
import { READ_AT } from './corpus.js';

/** Where the bytes come from when a test does not care. */
export const SOURCE: Source = { key: 'k1', path: '/var/log/app.json' };

export interface EncodeOptions {
  /** Sizes of the reads, used in turn and over again. Default: all at once. */
  readonly chunks?: readonly number[];
  /** Whether the end shows only as a read of nothing, after all bytes were encoded. Default: it comes with the last bytes. */
  readonly lateEnd?: boolean;
  readonly source?: Source;
  readonly readAt?: number;
  /** Where `bytes` begins in its source, and the framer's state there: to go on from a checkpoint. */
  readonly start?: Position;
  readonly framing?: number;
}

/** One event, and the record that it was made from. */
export interface EncodedEvent {
  readonly event: string;
  readonly record: Buffer;
  readonly position: Position;
}

/** What a batch stands for. */
export interface Stretch extends Pick<Batch, 'start' | 'end' | 'framing' | 'count'> {
  /** How many rejects it ends, those that began in the batch before included. */
  readonly rejected: number;
}

/** What became of a whole source. */
export interface EncodedSource {
  /** The bytes of all batches, one behind the other. */
  readonly output: Buffer;
  readonly events: readonly EncodedEvent[];
  /** Rejects, copied, those that are kept in pieces put together again. */
  readonly rejects: readonly Reject[];
  readonly untagged: number;
  readonly stretches: readonly Stretch[];
  readonly end: Position;
  readonly framing: number;
}

/** Bytes that are not offered, on both sides of those that are: a lane that looks at them gives itself away. */
const JUNK = Buffer.from('\n{"level":"[,');

/**
 * Feeds a source to a lane as a pipeline does: each read goes into a slab of its own, behind what was left of the
 * one before, and the slab grows where that holds no whole record.
 */
export async function encodeAll(lane: Lane, bytes: Uint8Array, options: EncodeOptions = {}): Promise<EncodedSource> {
  const { chunks = [Math.max(bytes.length, 1)], lateEnd = false, source = SOURCE, readAt = READ_AT } = options;
  const collected = new Collector();
  let position = options.start ?? START;
  let framing = options.framing ?? 0;
  let rest: Uint8Array = new Uint8Array(0);
  let read = 0;
  for (let turn = 0; ; turn++) {
    const chunk = bytes.subarray(read, read + chunks[turn % chunks.length]!);
    read += chunk.length;
    const final = lateEnd ? chunk.length === 0 : read === bytes.length;
    const slab = await leaseWith(lane, rest, chunk);
    const to = JUNK.length + rest.length + chunk.length;
    let from = JUNK.length;
    for (;;) {
      await lane.room();
      const encoded = lane.encode({ source, slab, from, to, start: position, framing, final, readAt });
      if (encoded.batch) collected.add(encoded.batch);
      from += encoded.consumed;
      ({ position, framing } = encoded);
      if (encoded.starved) break;
    }
    rest = Buffer.from(slab.bytes.subarray(from, to));
    slab.release();
    if (final) return collected.finish(position, framing);
  }
}

async function leaseWith(lane: Lane, rest: Uint8Array, chunk: Uint8Array): Promise<Slab> {
  const size = rest.length + chunk.length;
  const slab = await lane.lease(size + 2 * JUNK.length);
  slab.bytes.set(JUNK, 0);
  slab.bytes.set(rest, JUNK.length);
  slab.bytes.set(chunk, JUNK.length + rest.length);
  slab.bytes.set(JUNK, JUNK.length + size);
  return slab;
}

/** Copies what batches hold, and releases them. */
class Collector {
  readonly #output: Buffer[] = [];
  readonly #events: EncodedEvent[] = [];
  readonly #rejects: Reject[] = [];
  readonly #stretches: Stretch[] = [];
  #untagged = 0;

  add(batch: Batch): void {
    const bytes = Buffer.from(batch.bytes);
    this.#output.push(bytes);
    for (let index = 0, at = 0; index < batch.count; at = batch.endOf(index), index++) {
      const { bytes: record, position } = batch.original(index);
      this.#events.push({
        event: bytes.toString('utf8', at, batch.endOf(index)),
        record: Buffer.from(record),
        position,
      });
    }
    for (const reject of batch.rejects) this.#reject(reject);
    this.#untagged += batch.untagged;
    const { start, end, framing, count } = batch;
    const rejected = batch.rejects.filter(({ more }) => !more).length;
    this.#stretches.push({ start, end, framing, count, rejected });
    batch.release();
  }

  finish(end: Position, framing: number): EncodedSource {
    return {
      output: Buffer.concat(this.#output),
      events: this.#events,
      rejects: this.#rejects,
      untagged: this.#untagged,
      stretches: this.#stretches,
      end,
      framing,
    };
  }

  #reject(reject: Reject): void {
    const previous = this.#rejects.at(-1);
    if (!previous?.more) this.#rejects.push({ ...reject, bytes: Buffer.from(reject.bytes) });
    else {
      const bytes = Buffer.concat([previous.bytes, reject.bytes]);
      this.#rejects[this.#rejects.length - 1] = { ...previous, bytes, more: reject.more };
    }
  }
}
