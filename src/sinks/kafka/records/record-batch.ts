import { crc32c } from './crc32c.js';
import { varintLength, writeVarint } from './varint.js';

/**
 * A batch of records as it is sent, kept and read: version 2 of the format (https://kafka.apache.org/documentation/#recordbatch).
 * A header of 61 bytes, then the records, compressed together.
 */

/** Offsets in the header. */
const LENGTH = 8;
const LEADER_EPOCH = 12;
const MAGIC = 16;
const CHECKSUM = 17;
const ATTRIBUTES = 21;
const LAST_OFFSET_DELTA = 23;
const FIRST_TIMESTAMP = 27;
const LAST_TIMESTAMP = 35;
const PRODUCER_ID = 43;
const PRODUCER_EPOCH = 51;
const FIRST_SEQUENCE = 53;
const COUNT = 57;
export const HEADER_BYTES = 61;

const VERSION = 2;

/** Around the key and the value of a record: attributes, timestamp delta and number of headers are one byte each. */
const FIXED_BYTES = 3;

/** What a batch says of itself before it is sent. */
export interface BatchFacts {
  readonly count: number;
  /** Milliseconds since 1970. All records have it. */
  readonly timestamp: number;
  /** See `compression.ts`. */
  readonly codec: number;
}

/** Who sends a batch, and as which of its records. By these a broker knows a batch that it has already. */
export interface Sequence {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly first: number;
}

/** The bytes that a record takes, where key and value take so many. */
export function recordBytes(offsetDelta: number, key: number, value: number): number {
  const body = bodyBytes(offsetDelta, key, value);
  return varintLength(body) + body;
}

function bodyBytes(offsetDelta: number, key: number, value: number): number {
  return FIXED_BYTES + varintLength(offsetDelta) + varintLength(key) + key + varintLength(value) + value;
}

/** Writes what stands in front of the key. @returns where the key goes. */
export function writeRecordHead(into: Uint8Array, at: number, offsetDelta: number, key: number, value: number): number {
  let next = writeVarint(into, at, bodyBytes(offsetDelta, key, value));
  into[next++] = 0;
  into[next++] = 0;
  next = writeVarint(into, next, offsetDelta);
  return writeVarint(into, next, key);
}

/** Writes all of the header but the sequence, and the checksum, which holds the sequence too. The records stand behind it. */
export function writeHeader(batch: Buffer, { count, timestamp, codec }: BatchFacts): void {
  batch.fill(0, 0, HEADER_BYTES);
  batch.writeInt32BE(batch.length - LEADER_EPOCH, LENGTH);
  batch.writeInt32BE(-1, LEADER_EPOCH);
  batch[MAGIC] = VERSION;
  batch.writeInt16BE(codec, ATTRIBUTES);
  batch.writeInt32BE(count - 1, LAST_OFFSET_DELTA);
  batch.writeBigInt64BE(BigInt(timestamp), FIRST_TIMESTAMP);
  batch.writeBigInt64BE(BigInt(timestamp), LAST_TIMESTAMP);
  batch.writeInt32BE(count, COUNT);
}

/** Makes a batch ready to be sent. */
export function stampBatch(batch: Buffer, { producerId, producerEpoch, first }: Sequence): void {
  batch.writeBigInt64BE(producerId, PRODUCER_ID);
  batch.writeInt16BE(producerEpoch, PRODUCER_EPOCH);
  batch.writeInt32BE(first, FIRST_SEQUENCE);
  batch.writeUInt32BE(crc32c(batch, ATTRIBUTES), CHECKSUM);
}
