import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReferenceLane } from '../../src/lane/reference.js';
import { type Position, START } from '../../src/model/position.js';
import { fileArbitrary, mutated, noObjectArbitrary, PLAIN_RULES, READ_AT, recordArbitrary } from '../support/corpus.js';
import { encodeAll, SOURCE } from '../support/encode.js';
import { FORMATS, laneOptions } from '../support/lanes.js';
import { expectSame } from '../support/same.js';
import { xxh64 } from '../support/xxh64.js';

/** Whether a whole line is an object, by the JSON and the UTF-8 of the platform. */
function isObject(line: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Where an offset lies, counted from the start. */
function placeOf(bytes: Buffer, offset: number): Position {
  const before = bytes.subarray(0, offset).toString('latin1').split('\n');
  return { offset, line: before.length, column: before.at(-1).length + 1 };
}

const file = (format: (typeof FORMATS)[number]) =>
  fc.oneof(fileArbitrary(format), mutated(fileArbitrary(format))).map((bytes) => Buffer.from(bytes));

test('a line is accepted exactly where JSON.parse and a fatal TextDecoder find an object', async () => {
  const lane = await createReferenceLane(laneOptions('ndjson'));
  const record = recordArbitrary.map((text): Uint8Array => Buffer.from(text));
  const other = noObjectArbitrary.map((text): Uint8Array => Buffer.from(text));
  // Without line feeds, so that damage stays in its line.
  const line = fc
    .oneof(
      { weight: 1, arbitrary: record },
      { weight: 8, arbitrary: mutated(record) },
      { weight: 1, arbitrary: mutated(other) },
    )
    .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0a)));
  let accepted = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 20, maxLength: 20 }), async (lines) => {
      const bytes = Buffer.concat(lines.flatMap((text) => [text, Buffer.from('\n')]));
      const { events, rejects } = await encodeAll(lane, bytes);
      const found = new Set(events.map(({ position }) => position.line));
      for (const { position, reason } of rejects) if (reason.startsWith('tenant_id')) found.add(position.line);
      const expected = lines.map(isObject);
      expectSame(
        lines.map((_, index) => found.has(index + 1)),
        expected,
      );
      accepted += expected.filter(Boolean).length;
      refused += expected.filter((is) => !is).length;
    }),
    { numRuns: 2500 },
  );
  // The damage leaves enough of both for this to mean something.
  expect(Math.min(accepted, refused)).toBeGreaterThan(5000);
});

describe.each(FORMATS)('of %s', async (format) => {
  const lane = await createReferenceLane(laneOptions(format, { batchBytes: 1500 }));
  const bulk = await createReferenceLane(laneOptions(format, { encoding: 'bulk' }));

  test('every byte is in a record, in a reject, or no more than a separator', async () => {
    const separators = format === 'json' ? /^\ufeff?[\s[\],]*$/ : /^\ufeff?\s*$/;
    await fc.assert(
      fc.asyncProperty(file(format), async (bytes) => {
        const { events, rejects, end, stretches } = await encodeAll(lane, bytes);
        const parts = [
          ...events.map(({ record, position }) => ({ bytes: record, position })),
          ...rejects.map((reject) => ({ bytes: Buffer.from(reject.bytes), position: reject.position })),
        ].sort((a, b) => a.position.offset - b.position.offset);
        let at = 0;
        for (const part of parts) {
          const { offset } = part.position;
          expect(offset).toBeGreaterThanOrEqual(at);
          expect(bytes.toString('latin1', at, offset).replace('\u00ef\u00bb\u00bf', '\ufeff')).toMatch(separators);
          expectSame(part.bytes, bytes.subarray(offset, offset + part.bytes.length));
          at = offset + part.bytes.length;
        }
        expect(bytes.toString('latin1', at).replace('\u00ef\u00bb\u00bf', '\ufeff')).toMatch(separators);
        expectSame(end, placeOf(bytes, bytes.length));
        expect(stretches.reduce((sum, { count }) => sum + count, 0)).toBe(events.length);
      }),
      { numRuns: 400 },
    );
  });

  test('lines and columns are those of a plain count', async () => {
    await fc.assert(
      fc.asyncProperty(file(format), async (bytes) => {
        const { events, rejects, stretches } = await encodeAll(lane, bytes, { chunks: [100] });
        const told = [
          ...events.map(({ position }) => position),
          ...rejects.flatMap(({ position, fault }) => [position, fault]),
          ...stretches.flatMap(({ start, end }) => [start, end]),
        ];
        expectSame(
          told,
          told.map(({ offset }) => placeOf(bytes, offset)),
        );
        for (const { position, fault, bytes: original } of rejects) {
          // A fault may be found behind the record, where a bracket lacks: at the next byte that is no blank.
          expect(fault.offset).toBeGreaterThanOrEqual(position.offset);
          expect(bytes.toString('latin1', position.offset + original.length, fault.offset)).toMatch(/^[\s,]*$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('an id is made of source, offset and checksum, on both roads', async () => {
    await fc.assert(
      fc.asyncProperty(file(format), async (bytes) => {
        const line = await encodeAll(lane, bytes);
        const expected = line.events.map(
          ({ record, position }) => `${SOURCE.key}-${position.offset.toString(36)}-${xxh64(record).toString(36)}`,
        );
        const ids = line.events.map(({ event }) => /,?"@metadata":\{"_id":"([^"]*)"\}\}\n$/.exec(event)?.[1]);
        expectSame(ids, expected);
        const { events } = await encodeAll(bulk, bytes);
        const actions = events.map(({ event }) => event.slice(0, event.indexOf('\n')));
        expectSame(
          actions.map((action) => /"_id":"([^"]*)"\}\}$/.exec(action)?.[1]),
          expected,
        );
      }),
      { numRuns: 200 },
    );
  });

  test('what follows a batch is the same when another run goes on from there', async () => {
    await fc.assert(
      fc.asyncProperty(file(format), async (bytes) => {
        const whole = await encodeAll(lane, bytes, { chunks: [150] });
        let [done, rejected] = [0, 0];
        for (const stretch of whole.stretches) {
          const { end, framing } = stretch;
          done += stretch.count;
          rejected += stretch.rejected;
          const rest = await encodeAll(lane, bytes.subarray(end.offset), { start: end, framing });
          expectSame(rest.events, whole.events.slice(done));
          expectSame(rest.rejects, whole.rejects.slice(rejected));
        }
      }),
      { numRuns: 100 },
    );
  });

  test('a batch that is encoded again for the other road holds the same events', async () => {
    await fc.assert(
      fc.asyncProperty(file(format), async (bytes) => {
        const slab = await lane.lease(bytes.length);
        slab.bytes.set(bytes);
        const work = {
          source: SOURCE,
          slab,
          from: 0,
          to: bytes.length,
          start: START,
          framing: 0,
          final: true,
          readAt: READ_AT,
        };
        const [first, direct] = [lane.encode(work).batch, bulk.encode(work).batch];
        slab.release();
        // Batches end by the size of their events, so `first` holds no more than `direct`.
        const count = first?.count ?? 0;
        const from = Math.floor(count / 3);
        const again = first ? lane.reencode(first, from, count, 'bulk') : [];
        const ends = [0, ...Array.from({ length: count }, (_, index) => direct!.endOf(index))];
        const expected = direct?.bytes.subarray(ends[from], ends[count]) ?? new Uint8Array(0);
        expectSame(Buffer.concat(again.map((batch) => batch.bytes)).toString(), Buffer.from(expected).toString());
        const places = again.flatMap((batch) =>
          Array.from({ length: batch.count }, (_, index) => batch.original(index)),
        );
        expectSame(
          places,
          Array.from({ length: count - from }, (_, index) => first!.original(from + index)),
        );
        for (const batch of [first, direct, ...again]) batch?.release();
      }),
      { numRuns: 200 },
    );
  });
});

describe('one record that is broken costs no other one', () => {
  const record = fc
    .tuple(fc.nat(), fc.string({ unit: 'grapheme' }), fc.array(fc.record({ n: fc.nat() }), { maxLength: 3 }))
    .map(([id, message, list]) => ({ id, message, place: 'HERE', inner: { list, place: 'HERE' }, last: 'HERE' }));
  const records = fc.array(record, { minLength: 1, maxLength: 6 });
  const damage = fc.constantFrom(
    'HERE',
    '"HERE',
    'HERE"',
    '',
    '"HE"RE"',
    '{',
    '[',
    '}',
    ']',
    '"x",',
    '01',
    '"\\x"',
    '"a\tb"',
  );

  /** Damage to one of three places. */
  const wounded = (text: string, seed: number, wound: string) => {
    const places = Array.from(text.matchAll(/"HERE"/g), ({ index }) => index);
    const at = places[seed % places.length]!;
    return text.slice(0, at) + wound + text.slice(at + 6);
  };

  /** The values, written down, with damage done to one of them; and the texts of the others. */
  const damaged = (indent: number) =>
    fc.tuple(records, fc.nat(), damage).map(([list, seed, wound]) => {
      const texts = list.map((value) => JSON.stringify(value, undefined, indent));
      const victim = seed % texts.length;
      const broken = texts.map((text, index) => (index === victim ? wounded(text, seed, wound) : text));
      return { texts: broken, others: list.filter((_, index) => index !== victim) };
    });

  test.each([
    ['lines', 'ndjson', 0, (texts: string[]) => texts.join('\n')],
    ['pretty-printed objects', 'json', 2, (texts: string[]) => texts.join('\n')],
    [
      'a pretty-printed array',
      'json',
      2,
      (texts: string[]) => `[\n  ${texts.join(',\n').replaceAll('\n', '\n  ')}\n]\n`,
    ],
    ['an array, one line an element', 'json', 0, (texts: string[]) => `[${texts.join(',\n')}]`],
    [
      'an array, one line an element and none the brackets',
      'json',
      0,
      (texts: string[]) => `[\n${texts.join(',\n')}\n]`,
    ],
  ] as const)('in %s', async (_, format, indent, join) => {
    const lane = await createReferenceLane(laneOptions(format, { rules: { ...PLAIN_RULES, source: 'x' } }));
    await fc.assert(
      fc.asyncProperty(damaged(indent), async ({ texts, others }) => {
        const { events, rejects } = await encodeAll(lane, Buffer.from(join([...texts])));
        expectSame(
          events.map(({ record }): unknown => JSON.parse(record.toString())),
          others,
        );
        expect(rejects.length).toBeGreaterThanOrEqual(1);
        expect(rejects.length).toBeLessThanOrEqual(format === 'ndjson' ? 1 : Infinity);
      }),
      { numRuns: 300 },
    );
  });
});
