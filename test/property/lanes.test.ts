import process from 'node:process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Encoding } from '../../src/model/batch.js';
import type { EventRules } from '../../src/model/event.js';
import type { Lane } from '../../src/model/lane.js';
import { createFastLane } from '../../src/lane/fast.js';
import { createReferenceLane, type LaneOptions } from '../../src/lane/reference.js';
import {
  fileArbitrary,
  mutated,
  PLAIN_RULES,
  prettyRecordArbitrary,
  recordArbitrary,
  textLineArbitrary,
} from '../support/corpus.js';
import { encodeAll, type EncodeOptions } from '../support/encode.js';
import { FORMATS, laneOptions } from '../support/lanes.js';
import { everyMutant, manyMutants } from '../support/mutants.js';
import { expectSame } from '../support/same.js';

/** `npm run fuzz` sets it: so many times the cases. */
const SCALE = Number(process.env['LOGSHIP_FUZZ'] ?? 1);
const ENCODINGS: readonly Encoding[] = ['json-lines', 'bulk'];

const FULL_RULES: EventRules = {
  ...PLAIN_RULES,
  tenant: 'acme',
  service: 'shop',
  environment: 'prod',
  set: [
    ['team', 'core'],
    ['a.long.name.of.more.than.sixteen.bytes', 'line\nfeed'],
    ['team', 'data'],
  ],
};
const RULES: Readonly<Record<string, EventRules>> = {
  plain: PLAIN_RULES,
  full: FULL_RULES,
  'ECS fields': { ...PLAIN_RULES, service: 'shop', ecsMeta: true, hostname: 'wéb"1' },
  'a pinned tenant': { ...PLAIN_RULES, tenant: 'acme', pinTenant: true, environment: 'prod', source: 'app' },
  'names with escapes': { ...PLAIN_RULES, tenant: 'ünal', service: 'quo"te', environment: 'é', source: '' },
};

interface Pair {
  readonly fast: Lane;
  readonly reference: Lane;
}

async function pairOf(options: LaneOptions): Promise<Pair> {
  return { fast: await createFastLane(options), reference: await createReferenceLane(options) };
}

/** Expects the same of both lanes: bytes, tables, rejects, positions, batches. @returns how many records there were. */
async function compare({ fast, reference }: Pair, bytes: Uint8Array, options?: EncodeOptions): Promise<number> {
  const wanted = await encodeAll(reference, bytes, options);
  expectSame(await encodeAll(fast, bytes, options), wanted);
  return wanted.events.length + wanted.rejects.length;
}

/** Reads that fit into slabs: what needs a larger one is left to the reference lane. */
const READS: EncodeOptions = { chunks: [200_000] };

/** Records that were compared, each of them made anew. */
let cases = 0;

describe.each(FORMATS)('both lanes make the same of %s', (format) => {
  const file = fileArbitrary(format);
  const record = { ndjson: recordArbitrary, json: prettyRecordArbitrary, text: textLineArbitrary }[format];

  describe.each(Object.entries(RULES))('with %s', (_name, rules) => {
    test.each(ENCODINGS)('as %s, whole and damaged', async (encoding) => {
      // Small batches: records end at their borders in all ways.
      const pair = await pairOf(laneOptions(format, { rules, encoding, memory: 1, batchBytes: 3000 }));
      await fc.assert(
        fc.asyncProperty(fc.oneof(file, mutated(file)), async (bytes) => void (cases += await compare(pair, bytes))),
        { numRuns: 60 * SCALE },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 8 }), fc.nat(), async (records, seed) => {
          cases += await compare(pair, manyMutants(records, seed, 200));
        }),
        { numRuns: 16 * SCALE },
      );
    });
  });

  test('wherever the only border between two reads lies', async () => {
    const pair = await pairOf(laneOptions(format, { rules: FULL_RULES, memory: 1 }));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(file, mutated(file)).filter(({ length }) => length < 400),
        async (bytes) => {
          for (let border = 1; border < bytes.length; border++) {
            await compare(pair, bytes, { chunks: [border, bytes.length] });
          }
        },
      ),
      { numRuns: 15 * SCALE },
    );
  });

  test('in reads of any size, where the end shows late, and where lines are too long', async () => {
    const options = laneOptions(format, { rules: FULL_RULES, memory: 1, maxLineBytes: 60, batchBytes: 500 });
    const pair = await pairOf(options);
    const chunks = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(file, mutated(file)), chunks, fc.boolean(), async (bytes, sizes, lateEnd) => {
        await compare(pair, bytes, { chunks: sizes, lateEnd });
      }),
      { numRuns: 150 * SCALE },
    );
  });
});

describe('both lanes make the same of every change of one byte of', () => {
  test.each([
    '{"@timestamp":"2026-01-31T12:00:00.120Z","level":"info","tags":["a"],"tenant_id":"a-1"}',
    '{"ts":1769860800.5,"log.level":"Warn","service_name":"a","n":-0.5E+7,"x":[true,null],"tags":"b"}',
    '{"time":"2000-02-28 23:59:59,5+0130","lvl":10,"log":{"level":1},"é":"\\u00e9\\n€😀"}',
  ])('the object %s', async (record) => {
    const pair = await pairOf(laneOptions('ndjson', { rules: FULL_RULES, encoding: 'bulk', batchBytes: 100_000 }));
    const compared = await compare(pair, everyMutant(record), READS);
    expect(compared).toBeGreaterThan(record.length * 200);
    cases += compared;
  });

  test.each([
    '2026-01-31 12:00:00,123 [main] WARN disk',
    '[2026-01-31T12:00:00.5 +01:00] [ error ] é',
    '- [a] NOTICE: "€"\\',
  ])('the line %s', async (line) => {
    const pair = await pairOf(laneOptions('text', { rules: FULL_RULES, batchBytes: 100_000 }));
    const compared = await compare(pair, everyMutant(line), READS);
    expect(compared).toBeGreaterThan(line.length * 200);
    cases += compared;
  });
});

describe.each(Object.entries(RULES))(
  'both lanes name records that follow each other the same, with %s',
  (_name, rules) => {
    // Of equal length, so that only their content tells them apart from those of the record before.
    const name = fc.constantFrom('"aaaa"', '"bbbb"', '"é\\t"', 'null', undefined);
    const names = fc.record({
      service_name: name,
      environment: name,
      tenant_id: fc.constantFrom('"t-1"', '"t-2"', undefined),
      source: fc.constantFrom('"s"', undefined),
      tags: fc.constantFrom('["x"]', '"y"', undefined),
      level: fc.constantFrom('"info"', '"warn"', undefined),
      lvl: fc.constantFrom('30', undefined),
      time: fc.constantFrom('"2026-01-31T12:00:00Z"', undefined),
    });
    const line = names.map((fields) => {
      const members = Object.entries(fields).filter(([, value]) => value !== undefined);
      return `{"n":1${members.map(([key, value]) => `,"${key}":${value}`).join('')}}\n`;
    });

    test.each(ENCODINGS)('as %s', async (encoding) => {
      const pair = await pairOf(laneOptions('ndjson', { rules, encoding, memory: 1, batchBytes: 3000 }));
      const run = fc.tuple(line, fc.integer({ min: 1, max: 4 })).map(([text, times]) => text.repeat(times));
      await fc.assert(
        fc.asyncProperty(fc.array(run, { minLength: 2, maxLength: 30 }), async (runs) => {
          cases += await compare(pair, Buffer.from(runs.join('')));
        }),
        { numRuns: 40 * SCALE },
      );
    });
  },
);

test('both lanes know the same days', async () => {
  const pair = await pairOf(laneOptions('ndjson', { encoding: 'bulk', batchBytes: 100_000 }));
  const two = (number: number) => String(number).padStart(2, '0');
  const lines: string[] = [];
  for (const year of [1900, 1989, 1990, 2000, 2023, 2024, 2025, 2026, 2100]) {
    for (let month = 0; month <= 13; month++) {
      for (let day = 0; day <= 32; day++) {
        const time = `${two((month * 7 + day) % 25)}:${two((day * 3) % 61)}:${two((day * 5) % 61)}`;
        lines.push(`{"@timestamp":"${year}-${two(month)}-${two(day)}T${time}-09:30"}\n`);
      }
    }
  }
  expect(await compare(pair, Buffer.from(lines.join('')), READS)).toBe(lines.length);
});

test('more than 100,000 records were compared', () => expect(cases).toBeGreaterThan(100_000));
