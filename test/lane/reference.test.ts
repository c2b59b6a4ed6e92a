import { describe, expect, test } from 'vitest';
import { createReferenceLane } from '../../src/lane/reference.js';
import type { EventRules, Format } from '../../src/model/event.js';
import { START } from '../../src/model/position.js';
import { PLAIN_RULES, READ_AT } from '../support/corpus.js';
import { encodeAll, type EncodedSource, SOURCE } from '../support/encode.js';
import { laneOptions } from '../support/lanes.js';
import { xxh64 } from '../support/xxh64.js';

async function encode(format: Format, text: string | Buffer, rules: Partial<EventRules> = {}): Promise<EncodedSource> {
  const lane = await createReferenceLane(
    laneOptions(format, { rules: { ...PLAIN_RULES, ...rules }, encoding: 'bulk' }),
  );
  return encodeAll(lane, Buffer.from(text as string));
}

/** The documents of all events, and the indexes that they go to. */
function documents({ events }: EncodedSource): { document: string; index: string }[] {
  return events.map(({ event }) => {
    const [action, document] = event.split('\n');
    return { document: document!, index: (JSON.parse(action!) as { create: { _index: string } }).create._index };
  });
}

const added = '"@timestamp":"2026-02-03T04:05:06.789Z","tenant_id":"default","source":"/var/log/app.json"}';

test('an event as json-lines has its id inside, and nothing else has changed', async () => {
  const lane = await createReferenceLane(laneOptions('ndjson'));
  const { output } = await encodeAll(lane, Buffer.from('{"a" : 1e400}\n'));
  const id = `k1-0-${xxh64(Buffer.from('{"a" : 1e400}')).toString(36)}`;
  expect(output.toString()).toBe(`{"a" : 1e400,${added.slice(0, -1)},"@metadata":{"_id":"${id}"}}\n`);
});

test('an event as bulk goes to the index of its tenant and its month', async () => {
  const text = '{"tenant_id":"acme","ts":"2025-12-31T23:30:00-01:00"}\n{"tenant_id":7,"ts":"2025-12-31T23:30:00Z"}\n{}';
  expect(documents(await encode('ndjson', text)).map(({ index }) => index)).toEqual([
    'logs-acme-2026.01',
    'logs-7-2025.12',
    'logs-default-2026.02',
  ]);
});

describe('a byte order mark', () => {
  test.each<[Format, string]>([
    ['ndjson', '{"a":1}'],
    ['json', '[{"a":1}]'],
    ['text', 'ready'],
  ])('in front of %s is no part of the first record', async (format, text) => {
    const { events, rejects } = await encode(format, `\uFEFF${text}`);
    expect(rejects).toEqual([]);
    expect(events[0]!.record.toString()).toBe(text.replaceAll(/^\[|\]$/g, ''));
    expect(events[0]!.position).toMatchObject({ line: 1, offset: format === 'json' ? 4 : 3 });
  });

  test('anywhere else makes a reject of its line', async () => {
    const { events, rejects } = await encode('ndjson', '{"a":1}\n\uFEFF{"b":2}\n');
    expect(events).toHaveLength(1);
    expect(rejects[0]).toMatchObject({ reason: 'malformed JSON: unexpected byte 0xEF', fault: { line: 2, column: 1 } });
  });
});

test('line feeds inside an object become blanks, carriage returns stay', async () => {
  const [event] = documents(await encode('json', '{\r\n  "a":\n 1\n}'));
  expect(event!.document).toBe(`{\r   "a":  1 ,${added}`);
});

test('a record is rejected with its place and its bytes', async () => {
  const { rejects } = await encode('ndjson', Buffer.from('{"a":1}\n  {"b": \xff}\n{"tenant_id":"A"}\n', 'latin1'));
  expect(rejects).toEqual([
    {
      bytes: Buffer.from('{"b": \xff}', 'latin1'),
      position: { offset: 10, line: 2, column: 3 },
      fault: { offset: 16, line: 2, column: 9 },
      reason: 'not UTF-8',
      more: false,
    },
    {
      bytes: Buffer.from('{"tenant_id":"A"}'),
      position: { offset: 19, line: 3, column: 1 },
      fault: { offset: 19, line: 3, column: 1 },
      reason: 'tenant_id "A" has capital letters',
      more: false,
    },
  ]);
});

test('events of another tenant are rejected where one is pinned', async () => {
  const { events, rejects } = await encode('ndjson', '{}\n{"tenant_id":"acme"}\n{"tenant_id":"other"}\n', {
    tenant: 'acme',
    pinTenant: true,
  });
  expect(events).toHaveLength(2);
  expect(rejects.map(({ reason }) => reason)).toEqual(['tenant_id "other" is not "acme", to which --pin-tenant holds']);
});

test('events whose tags can not be added to are counted', async () => {
  const lines = '{"tags":1}\n{"tags":"a"}\n{}\n{"tags":null}\n';
  expect((await encode('ndjson', lines, { service: 'shop' })).untagged).toBe(2);
  expect((await encode('ndjson', lines)).untagged).toBe(0);
});

test.each<[title: string, json: string, expected: object]>([
  ['are added', '{}', { host: { name: 'web-1' }, log: { file: { path: SOURCE.path }, offset: 0 } }],
  ['are left out where the event has its own', '{"host":"h","log":null}', { host: 'h', log: null }],
  ['are left out where the event has dotted ones', '{"host.ip":"h","log.x":1}', { 'host.ip': 'h', 'log.x': 1 }],
])('host and log of --ecs-meta %s', async (_, json, expected) => {
  const [event] = documents(await encode('ndjson', json, { ecsMeta: true }));
  const {
    '@timestamp': time,
    tenant_id: tenant,
    source,
    ...rest
  } = JSON.parse(event!.document) as Record<string, unknown>;
  expect([time, tenant, source]).toHaveLength(3);
  expect(rest).toEqual(expected);
});

test.each([
  ['objects', '{"a":', '}'],
  ['arrays', '[', ']'],
])('10,000 levels of %s are no trouble', async (_, open, close) => {
  const deep = `{"deep":${open.repeat(9999)}0${close.repeat(9999)}}`;
  const [event] = documents(await encode('ndjson', deep));
  expect(event!.document).toBe(`${deep.slice(0, -1)},${added}`);
  const { events, rejects } = await encode('json', `[${deep.slice(0, -1)}`);
  expect([events.length, rejects.length]).toEqual([0, 1]);
});

describe('encode', () => {
  test('closes a batch by its size, and goes on where it ended', async () => {
    const lane = await createReferenceLane(laneOptions('ndjson', { batchBytes: 1 }));
    const { events, stretches } = await encodeAll(lane, Buffer.from('{"a":1}\n\n{"a":2}\n{"a":3}'));
    expect(stretches.map(({ count }) => count)).toEqual([1, 1, 1]);
    expect(stretches.map(({ start, end }) => [start.offset, end.offset])).toEqual([
      [0, 8],
      [8, 17],
      [17, 24],
    ]);
    expect(events).toHaveLength(3);
  });

  test('asks for more where no whole record is left, and makes no batch of blanks', async () => {
    const lane = await createReferenceLane(laneOptions('ndjson'));
    const slab = await lane.lease(16);
    slab.bytes.set(Buffer.from('\n \n{"a":1'));
    const work = { source: SOURCE, slab, from: 0, to: 9, start: START, framing: 0, final: false, readAt: READ_AT };
    expect(lane.encode(work)).toEqual({
      batch: undefined,
      consumed: 3,
      position: { offset: 3, line: 3, column: 1 },
      framing: 0,
      starved: true,
    });
  });

  test('tells of an array that is not closed when all else is done', async () => {
    const { events, rejects } = await encode('json', '[{"a":1}\n');
    expect(events).toHaveLength(1);
    expect(rejects[0]).toMatchObject({
      reason: 'the array is not closed: the file may have been cut short',
      position: { line: 2 },
    });
  });
});
