import { randomBytes } from 'node:crypto';
import { readTimestamp } from '../event/timestamp.js';
import type { Batch, Encoding } from '../model/batch.js';
import { ConfigError } from '../model/errors.js';
import type { EventRules } from '../model/event.js';
import type { Lane } from '../model/lane.js';
import { START } from '../model/position.js';
import type { Source } from '../model/source.js';
import { LaneShelf } from './lane-shelf.js';

/** What a test event says. */
export interface TestText {
  readonly text: string;
  /** Its `@timestamp`; default: now. */
  readonly timestamp: string | undefined;
}

/** One record, as if it had been read from a file. Encoded for whatever road, it is the same event with the same id. */
export interface TestRecord {
  readonly source: Source;
  readonly bytes: Uint8Array;
  /** Milliseconds since 1970. */
  readonly readAt: number;
}

const PATH = 'logship test-message';

/** Makes a record. Throws `ConfigError` for a timestamp that an event can't have. */
export function testRecord({ text, timestamp }: TestText, now: number): TestRecord {
  if (timestamp !== undefined && readTimestamp(Buffer.from(JSON.stringify(timestamp)), now) === undefined) {
    throw new ConfigError(`--timestamp ${JSON.stringify(timestamp)} is no time that an event can have`, {
      next: ['Give ISO 8601 such as 2026-07-31T12:00:00Z, or seconds since 1970; from 1990 until tomorrow.'],
    });
  }
  const fields = { '@timestamp': timestamp ?? new Date(now).toISOString(), level: 'INFO', message: text };
  const source = { key: randomBytes(8).toString('hex'), path: PATH };
  return { source, bytes: Buffer.from(JSON.stringify(fields)), readAt: now };
}

/** Encodes the record by the lane that all records take. Throws `ConfigError` where it can't become an event. */
export async function encodeTest(
  { source, bytes, readAt }: TestRecord,
  rules: EventRules,
  encoding: Encoding,
): Promise<{ batch: Batch; lane: Lane }> {
  const named = { ...rules, source: rules.source ?? PATH };
  const shelf = new LaneShelf({ rules: named, maxLineBytes: bytes.length, choice: 'reference', onWait: () => {} });
  const lane = await shelf.lane('ndjson', encoding);
  const slab = await lane.lease(bytes.length);
  slab.bytes.set(bytes);
  const stretch = { from: 0, to: bytes.length, start: START, framing: 0, final: true };
  const { batch } = lane.encode({ source, slab, ...stretch, readAt });
  slab.release();
  if (batch?.count === 1) return { batch, lane };
  throw new ConfigError(`the message can't become an event: ${batch?.rejects[0]?.reason ?? 'it is empty'}`);
}

/** The id of the event in a batch of one, as its target will know it. */
export function idOf(batch: Batch): string {
  const [line] = Buffer.from(batch.bytes).toString().split('\n');
  const { create, '@metadata': metadata } = JSON.parse(line!);
  return (create ?? metadata)._id;
}
