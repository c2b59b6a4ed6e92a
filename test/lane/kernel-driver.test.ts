import { describe, expect, test } from 'vitest';
import type { Encoding } from '../../src/model/batch.js';
import type { Format } from '../../src/model/event.js';
import { START } from '../../src/model/position.js';
import { KernelDriver } from '../../src/lane/kernel-driver.js';
import { planMemory } from '../../src/lane/kernel-memory.js';
import { loadKernel } from '../../src/lane/kernel-module.js';
import { SlotOutput } from '../../src/lane/slot-output.js';
import { PLAIN_RULES, READ_AT } from '../support/corpus.js';
import { SOURCE } from '../support/encode.js';

const RULES = { ...PLAIN_RULES, service: 'shop', environment: 'prod' };
const BATCH_BYTES = 100_000;

/** Lets the kernel alone encode some bytes. @returns how far it came, and how many events it made. */
async function encodeByKernel(
  text: string,
  format: Format,
  encoding: Encoding,
): Promise<{ at: number; count: number }> {
  const plan = planMemory(RULES, BATCH_BYTES, 1, BATCH_BYTES);
  const loaded = await loadKernel(plan.bytes);
  const { memory, free } = loaded;
  const options = { format, encoding, rules: RULES, maxLineBytes: BATCH_BYTES };
  const driver = new KernelDriver(loaded, plan, options, new Map());
  const slabStart = free + plan.slabs[0]!;
  const slab = { bytes: memory.subarray(slabStart, slabStart + BATCH_BYTES), retain: () => {}, release: () => {} };
  slab.bytes.set(Buffer.from(text));
  const to = Buffer.byteLength(text);
  const output = new SlotOutput(memory, free + plan.slots[0]!, plan.slot, BATCH_BYTES, () => {});
  const work = { source: SOURCE, slab, from: 0, to, start: START, framing: 0, final: true, readAt: READ_AT };
  driver.begin(work, output);
  const { stop } = driver.run({ at: 0, state: 0 }, output);
  return { at: stop.at, count: output.finish().count };
}

const RECORDS = [
  { '@timestamp': '2026-01-31T12:00:00.123Z', level: 'INFO', message: 'plain' },
  { timestamp: '2026-01-31T13:00:00+01:00', level: 'warn', message: 'a "quoted" word, a \\ and a \u0001', n: -1.5e-7 },
  { time: 1769860800123, level: 30, msg: 'as pino has it', pid: 1, hostname: 'web-1', req: { id: 7, headers: {} } },
  {
    ts: 1769860800.25,
    severity: 'error',
    message: '日本語 ünïcode 😀',
    user: { id: 1, roles: ['a', 'b'], none: null },
  },
  { message: 'no time, no level', list: [1, [2, [3, {}]], 'x', true, false], deep: { a: { b: { c: [] } } } },
  {
    '@timestamp': '2026-01-31 12:00:00,5',
    tenant_id: 'acme',
    service_name: 'cart',
    environment: 'test',
    source: 'app',
  },
  { '@timestamp': '2026-01-31T12:00:00.123456789Z', tags: ['a'], service_name: 'shop' },
  { message: 'tags as a string', tags: 'a' },
  { message: 'no new tags', tags: ['service:shop', 'env:prod'] },
];

const LINES = [
  'just a line',
  '2026-01-31T12:00:00.123Z INFO started',
  '2026-01-31 12:00:00,123 [main] WARN  slow "query"\tof 3 s',
  '[2026-01-31 12:00:00 +0100] [error] ünïcode',
  'Error: disk full',
  '   \u001b[31mcolour\u001b[0m',
];

describe.each(['json-lines', 'bulk'] as const)('as %s, the kernel takes all by itself of', (encoding) => {
  test('ordinary records on lines', async () => {
    const text = RECORDS.map((record) => `${JSON.stringify(record)}\n`).join('\r\n');
    const { at, count } = await encodeByKernel(text, 'ndjson', encoding);
    expect([at, count]).toEqual([Buffer.byteLength(text), RECORDS.length]);
  });

  test.each([undefined, 2, '\t'])('an array of them, indented by %j', async (indent) => {
    const text = JSON.stringify(RECORDS, undefined, indent);
    const { at, count } = await encodeByKernel(text, 'json', encoding);
    expect([at, count]).toEqual([Buffer.byteLength(text), RECORDS.length]);
  });

  test('lines of text', async () => {
    const text = LINES.join('\r\n');
    const { at, count } = await encodeByKernel(text, 'text', encoding);
    expect([at, count]).toEqual([Buffer.byteLength(text), LINES.length]);
  });
});
