import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import type { Batch } from '../../src/model/batch.js';
import type { Lane, Slab } from '../../src/model/lane.js';
import { START } from '../../src/model/position.js';
import { createFastLane } from '../../src/lane/fast.js';
import { createReferenceLane, type LaneOptions } from '../../src/lane/reference.js';
import { PLAIN_RULES, READ_AT } from '../support/corpus.js';
import { encodeAll, type EncodeOptions, SOURCE } from '../support/encode.js';
import { laneOptions } from '../support/lanes.js';

/** Whether both lanes make the same of a source. */
async function areSame(options: LaneOptions, bytes: Uint8Array, how?: EncodeOptions): Promise<boolean> {
  const fast = await encodeAll(await createFastLane(options), bytes, how);
  return isDeepStrictEqual(fast, await encodeAll(await createReferenceLane(options), bytes, how));
}

/** Enough lines for a batch that stays where it was written. */
const MANY = 2000;

function linesOf(count: number, message = 'hello'): Buffer {
  const line = (index: number) =>
    `{"@timestamp":"2026-01-31T12:00:00.123Z","level":"info","n":${index},"m":"${message}"}\n`;
  return Buffer.from(Array.from({ length: count }, (_, index) => line(index)).join(''));
}

async function slabWith(lane: Lane, bytes: Uint8Array): Promise<Slab> {
  const slab = await lane.lease(bytes.length);
  slab.bytes.set(bytes);
  return slab;
}

function encodeSlab(lane: Lane, slab: Slab, to: number): Batch {
  const work = { source: SOURCE, slab, from: 0, to, start: START, framing: 0, final: true, readAt: READ_AT };
  return lane.encode(work).batch!;
}

test('events are written beside the records that they were read from, and none is copied', async () => {
  const lane = await createFastLane(laneOptions('ndjson'));
  const bytes = linesOf(MANY);
  const slab = await slabWith(lane, bytes);
  const batch = encodeSlab(lane, slab, bytes.length);
  expect(batch.count).toBe(MANY);
  expect(batch.bytes.buffer === slab.bytes.buffer).toBe(true);
});

test('a few events move out, and keep neither slab nor output from others', async () => {
  const lane = await createFastLane(laneOptions('ndjson', { memory: 1 }));
  const bytes = linesOf(3);
  const slab = await slabWith(lane, bytes);
  const batches = Array.from({ length: 5 }, () => encodeSlab(lane, slab, bytes.length));
  slab.bytes.fill(0);
  slab.release();
  await lane.room();
  const next = await lane.lease(1);
  expect(next.bytes.buffer === slab.bytes.buffer).toBe(true);
  for (const batch of batches) {
    expect(batch.count).toBe(3);
    expect(Buffer.from(batch.original(2).bytes)).toEqual(bytes.subarray(bytes.lastIndexOf('{'), -1));
    expect(batch.original(2).position.line).toBe(3);
    expect(batch.endOf(2)).toBe(batch.bytes.length);
  }
});

test('what lies behind a stretch is as it was', async () => {
  const lane = await createFastLane(laneOptions('ndjson'));
  const bytes = linesOf(2);
  const slab = await slabWith(lane, Buffer.concat([bytes, Buffer.from('{"more"')]));
  encodeSlab(lane, slab, bytes.length);
  expect(Buffer.from(slab.bytes.subarray(bytes.length, bytes.length + 7)).toString()).toBe('{"more"');
});

test('a record that is larger than its batch', async () => {
  const bytes = Buffer.concat([linesOf(3), linesOf(1, 'x'.repeat(150_000)), linesOf(3)]);
  expect(await areSame(laneOptions('ndjson', { batchBytes: 1000 }), bytes)).toBe(true);
});

test('a record that is larger than a slab', async () => {
  const bytes = Buffer.concat([linesOf(3), linesOf(1, 'x'.repeat(600_000)), linesOf(3)]);
  expect(await areSame(laneOptions('ndjson', { batchBytes: 100_000 }), bytes, { chunks: [100_000] })).toBe(true);
});

test('a line of nothing but characters that become six each', async () => {
  expect(
    await areSame(laneOptions('text', { batchBytes: 1000 }), Buffer.from(`a${'\u0001'.repeat(60_000)}\nb\n`)),
  ).toBe(true);
});

test.each(['ndjson', 'text'] as const)('blank lines that are too long, in %s', async (format) => {
  const bytes = Buffer.from('          \n{"a":1}\n \r\n           \r\n          {}');
  expect(await areSame(laneOptions(format, { maxLineBytes: 10 }), bytes)).toBe(true);
});

test('blanks beyond ASCII behind the time and the level of a line', async () => {
  const blanks = ['\u00a0', '\u2003', '\u2028', '\u3000', '\ufeff', 'é', '\u200b'];
  const heads = [
    '2026-01-31 12:00:00',
    '2026-01-31 12:00:00 +0100',
    '[2026-01-31 12:00:00',
    'WARN',
    'warn',
    '[a] ERROR',
  ];
  const lines = heads.flatMap((head) => blanks.map((blank) => `${head}${blank}INFO: x\n`));
  expect(await areSame(laneOptions('text'), Buffer.from(lines.join('')))).toBe(true);
});

test('tenants of the greatest length and of one more', async () => {
  const lines = [99, 100, 101].map((length) => `{"tenant_id":"${'a'.repeat(length)}"}\n`);
  expect(await areSame(laneOptions('ndjson', { encoding: 'bulk' }), Buffer.from(lines.join('')))).toBe(true);
});

test('a source whose path is longer than what there is room for', async () => {
  const source = { key: 'k2', path: `/${'long/'.repeat(30_000)}` };
  expect(await areSame(laneOptions('ndjson'), linesOf(3), { source })).toBe(true);
});

test('sources and times of reading that take turns', async () => {
  const options = laneOptions('ndjson', { encoding: 'bulk', rules: { ...PLAIN_RULES, ecsMeta: true } });
  const fast = await createFastLane(options);
  const reference = await createReferenceLane(options);
  const bytes = Buffer.from('{"a":1}\n{"b":2}\n');
  for (const path of ['/a', '/b', '/a']) {
    for (const later of [0, 7, 123, 999, 1000, 40 * 86_400_000 + 40]) {
      const readAt = READ_AT + later;
      const how = { source: { key: path.slice(1), path }, readAt };
      expect(await encodeAll(fast, bytes, how)).toEqual(await encodeAll(reference, bytes, how));
    }
  }
});

test.each([
  { name: 'a field that means something', rules: { ...PLAIN_RULES, set: [['level', 'info']] as const } },
  { name: 'more fields than the kernel has room for', rules: { ...PLAIN_RULES, set: manyFields() } },
  { name: 'a tenant that is none', rules: { ...PLAIN_RULES, tenant: 'Not Legal' } },
])('rules with $name', async ({ rules }) => {
  expect(await areSame(laneOptions('ndjson', { rules }), linesOf(3))).toBe(true);
});

function manyFields(): readonly (readonly [string, string])[] {
  return Array.from({ length: 200 }, (_, index) => [`field${index}`, 'x'] as const);
}

test('room is waited for, and those who hold it are told', async () => {
  let waits = 0;
  const lane = await createFastLane(laneOptions('ndjson', { memory: 1, onWait: () => void waits++ }));
  const bytes = linesOf(MANY);
  const slab = await slabWith(lane, bytes);
  const first = encodeSlab(lane, slab, bytes.length);
  encodeSlab(lane, slab, bytes.length);
  let granted = false;
  const room = lane.room().then(() => (granted = true));
  await setImmediate();
  expect([granted, waits]).toEqual([false, 1]);
  first.release();
  await room;
});

test('output that nobody waited for room for is right all the same', async () => {
  const lane = await createFastLane(laneOptions('ndjson', { memory: 1 }));
  const bytes = linesOf(MANY);
  const slab = await slabWith(lane, bytes);
  const batches = Array.from({ length: 5 }, () => encodeSlab(lane, slab, bytes.length));
  for (const batch of batches) expect(Buffer.from(batch.bytes)).toEqual(Buffer.from(batches[0]!.bytes));
});

test('the memory of a batch is used again when it is released', async () => {
  const lane = await createFastLane(laneOptions('ndjson'));
  const bytes = linesOf(MANY);
  const slab = await slabWith(lane, bytes);
  const first = encodeSlab(lane, slab, bytes.length);
  const { byteOffset } = first.bytes;
  first.release();
  expect(encodeSlab(lane, slab, bytes.length).bytes.byteOffset).toBe(byteOffset);
});

test('events are encoded again for another road as that road would have encoded them', async () => {
  const bytes = linesOf(20);
  const lane = await createFastLane(laneOptions('ndjson'));
  const batch = encodeSlab(lane, await slabWith(lane, bytes), bytes.length);
  const again = lane.reencode(batch, 5, 20, 'bulk');
  const bulk = await encodeAll(await createReferenceLane(laneOptions('ndjson', { encoding: 'bulk' })), bytes);
  const wanted = bulk.events.slice(5).map(({ event }) => event);
  expect(again.map((part) => Buffer.from(part.bytes).toString()).join('')).toBe(wanted.join(''));
});

test.each(['n', 'nn', 'ü', 'x'.repeat(40)])(
  'a field %s that is set replaces the one that a record has',
  async (key) => {
    const rules = { ...PLAIN_RULES, set: [[key, 'new']] as const };
    const bytes = Buffer.from(`{"${key}":1,"other":2}\n`);
    expect(await areSame(laneOptions('ndjson', { rules }), bytes)).toBe(true);
  },
);
