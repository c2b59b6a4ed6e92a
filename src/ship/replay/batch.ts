import type { Batch, Encoding } from '../../model/batch.js';
import { START } from '../../model/position.js';
import type { EncodeRecord, ReplayRecord } from './records.js';

/** An event, and the record that it was made from. */
export interface ReplayEvent<Line> {
  readonly record: ReplayRecord<Line>;
  readonly bytes: Uint8Array;
  readonly untagged: boolean;
}

/** Kept records of one source, on their way again. They need not lie one behind the other. */
export class ReplayBatch<Line> implements Batch {
  readonly encoding: Encoding;
  readonly bytes: Uint8Array;
  readonly records: readonly ReplayRecord<Line>[];
  readonly untagged: number;
  readonly framing = 0;
  readonly rejects = [];
  readonly #ends: readonly number[];

  constructor(events: readonly ReplayEvent<Line>[], encoding: Encoding) {
    let size = 0;
    this.encoding = encoding;
    this.records = events.map(({ record }) => record);
    this.#ends = events.map(({ bytes }) => (size += bytes.length));
    this.bytes = Buffer.concat(
      events.map(({ bytes }) => bytes),
      size,
    );
    this.untagged = events.filter(({ untagged }) => untagged).length;
  }

  get source() {
    return this.records[0]!.source;
  }

  get start() {
    return this.records[0]?.position ?? START;
  }

  get end() {
    return this.records.at(-1)?.position ?? START;
  }

  get readAt() {
    return this.records[0]!.readAt;
  }

  get count() {
    return this.records.length;
  }

  endOf(index: number): number {
    return this.#ends[index]!;
  }

  original(index: number): ReplayRecord<Line> {
    return this.records[index]!;
  }

  release(): void {}

  /** Events `from` … `to` - 1 for another road. */
  encodedFor(encoding: Encoding, from: number, to: number, encode: EncodeRecord): ReplayBatch<Line> {
    const events = this.records.slice(from, to).map((record) => {
      const encoded = encode(record, encoding);
      if ('fault' in encoded) throw new Error(`an event became a reject when it was encoded again: ${encoded.fault}`);
      return { record, ...encoded };
    });
    return new ReplayBatch(events, encoding);
  }
}
