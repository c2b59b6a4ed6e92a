import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReferenceLane } from '../../src/lane/reference.js';
import { PLAIN_RULES, READ_AT, recordArbitrary, rulesArbitrary } from '../support/corpus.js';
import { blanksOnLine, memberText, stringText, valueText } from '../support/corpus-json.js';
import { encodeAll, SOURCE } from '../support/encode.js';
import { modelEvent, type Values } from '../support/event-model.js';
import { laneOptions } from '../support/lanes.js';
import { expectSame } from '../support/same.js';

// Numbers that are a level or not by the way they are written: the model, which sees values only, can't know.
const clear = recordArbitrary.filter((text) => !/30\.0|3e1/.test(text));

test.each(['json-lines', 'bulk'] as const)('an event is what the model says, as %s', async (encoding) => {
  await fc.assert(
    fc.asyncProperty(fc.array(clear, { minLength: 20, maxLength: 20 }), rulesArbitrary, async (records, rules) => {
      const lane = await createReferenceLane(laneOptions('ndjson', { rules, encoding }));
      const { events, rejects } = await encodeAll(lane, Buffer.from(records.join('\n')));
      const done = new Map(events.map(({ event, position }) => [position.line, event.trimEnd().split('\n')]));
      expect(done.size + rejects.length).toBe(records.length);
      let offset = 0;
      for (const [index, record] of records.entries()) {
        const expected = modelEvent(JSON.parse(record) as Values, rules, {
          path: SOURCE.path,
          offset,
          readAt: READ_AT,
        });
        const lines = done.get(index + 1);
        const actual = lines && (JSON.parse(lines.at(-1)) as Values);
        if (encoding === 'json-lines') delete actual?.['@metadata'];
        expectSame(actual ?? 'rejected', expected);
        offset += Buffer.byteLength(record) + 1;
      }
    }),
    { numRuns: 500 },
  );
});

describe('what an event does not need stays byte for byte', () => {
  const members = fc
    .array(memberText(stringText, valueText(blanksOnLine), blanksOnLine), { maxLength: 4 })
    .map((list) => list.join(','));
  const added = `"tenant_id":"default","service_name":"shop","source":"/var/log/app.json"`;
  const time = '"2026-01-31T12:00:00.000Z"';
  const now = '"2026-02-03T04:05:06.789Z"';
  const tags = '"tags":["service:shop"]';

  test.each<[field: string, before: string, inside: string, behind: string]>([
    ['nothing', '', '', `"@timestamp":${now},${added},${tags}`],
    ['a timestamp', '"@timestamp" :"2026-01-31T13:00:00+01:00" ', `"@timestamp" :${time} `, `${added},${tags}`],
    ['a timestamp that is right', `"@times\\u0074amp":${time}`, `"@times\\u0074amp":${time}`, `${added},${tags}`],
    [
      'an unreadable timestamp',
      '"@timestamp": 12',
      '"_@timestamp": 12',
      `"@timestamp":${now},${added},"tags":["service:shop","_timestampparsefailure"]`,
    ],
    ['another time', ' "ts":1769860800', ' "ts":1769860800', `"@timestamp":${time},${added},${tags}`],
    ['a level', '"level":\t30\t', '"level":\t"INFO"\t', `"@timestamp":${now},${added},${tags}`],
    ['a severity', '"severity": "warn"', '"severity": "warn"', `"@timestamp":${now},"level":"WARN",${added},${tags}`],
    ['tags', '"tags" : [ "a" ]', '"tags" : [ "a" ,"service:shop"]', `"@timestamp":${now},${added}`],
    ['tags that are no list', '"tags":{ "a" :1}', '"tags":{ "a" :1}', `"@timestamp":${now},${added}`],
  ])('with %s', async (_, before, inside, behind) => {
    const lane = await createReferenceLane(
      laneOptions('ndjson', { rules: { ...PLAIN_RULES, service: 'shop' }, encoding: 'bulk' }),
    );
    await fc.assert(
      fc.asyncProperty(members, members, async (left, right) => {
        const joined = (middle: string) => [left, middle, right].filter((part) => part !== '').join(',');
        const record = `{${joined(before)}}`;
        const { events } = await encodeAll(lane, Buffer.from(record));
        const inner = joined(inside);
        const document = events[0]!.event.split('\n')[1];
        expect(document).toBe(`{${inner}${inner === '' ? '' : ','}${behind}}`);
      }),
      { numRuns: 200 },
    );
  });

  test('an incoming @metadata is taken out, with one comma', async () => {
    const lane = await createReferenceLane(laneOptions('ndjson', { encoding: 'bulk' }));
    const { events } = await encodeAll(lane, Buffer.from('{"a": 1 , "@metadata":{"_id":"x"} , "b":2e0 }'));
    expect(events[0]!.event.split('\n')[1]).toBe(
      `{"a": 1 , "b":2e0 ,"@timestamp":${now},"tenant_id":"default","source":"/var/log/app.json"}`,
    );
  });
});
