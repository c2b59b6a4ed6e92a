import fc from 'fast-check';
import type { EventRules, Format } from '../../src/model/event.js';
import { eventMember, ISO_TIMES, NO_TIMES } from './corpus-fields.js';
import { arrayText, blanks, blanksOnLine, numberText, objectText, stringText } from './corpus-json.js';

/**
 * What may stand in a log: records with every field that the event looks at, whole files of every format, and
 * both of them damaged. Any lane must make the same of it as the reference lane.
 */

/** The time at which the files of the corpus are read: 2026-02-03T04:05:06.789Z. */
export const READ_AT = Date.UTC(2026, 1, 3, 4, 5, 6, 789);

function recordOf(between: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const member = eventMember(between);
  const drawn = fc.array(member, { maxLength: 8 });
  // Duplicate keys are drawn on purpose: chance alone would seldom do it.
  const doubled = fc.tuple(drawn, member).map(([members, twice]) => [twice, ...members, twice]);
  return objectText(fc.oneof({ weight: 6, arbitrary: drawn }, { weight: 1, arbitrary: doubled }), between);
}

const ordinaryRecord = fc
  .record({
    timestamp: fc.constantFrom(...ISO_TIMES),
    level: fc.constantFrom('info', 'WARN', 'error'),
    message: fc.string({ unit: 'grapheme', maxLength: 40 }),
    user: fc.record({ id: fc.nat(), name: fc.string({ maxLength: 8 }) }),
    took: fc.double({ noNaN: true, noDefaultInfinity: true }),
    parts: fc.array(fc.nat(), { maxLength: 4 }),
  })
  .map((record) => JSON.stringify(record));

/** One JSON object on one line: valid, and often strange. */
export const recordArbitrary: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: recordOf(blanksOnLine) },
  { weight: 2, arbitrary: ordinaryRecord },
  { weight: 1, arbitrary: fc.constantFrom('{}', '{ }', '{"":""}', '{"a":{}}', '{"a":[]}') },
);

/** One JSON object that may go over several lines. */
export const prettyRecordArbitrary: fc.Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: recordOf(blanks) },
  { weight: 2, arbitrary: ordinaryRecord.map((text) => JSON.stringify(JSON.parse(text), undefined, 2)) },
  { weight: 1, arbitrary: recordArbitrary },
);

/** What is well-formed JSON and no object. */
export const noObjectArbitrary: fc.Arbitrary<string> = fc.oneof(
  numberText,
  stringText,
  fc.constantFrom('true', 'false', 'null', '[]', '[{"a":1}]', '[[{}]]'),
);

/** One line of text. */
export const textLineArbitrary: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.toWellFormed().replaceAll('\n', '')),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('', '[', ' '),
        fc.constantFrom(...ISO_TIMES, ...NO_TIMES),
        fc.constantFrom('', ']', ' ', '] ', ' | ', 'x'),
        fc.constantFrom('', '[main] ', '- ', '[pool-1 thread 2] '),
        fc.constantFrom('INFO', 'WARNING:', '[error]', '[ Warn ]', 'error budget', 'Error: x', 'INFOX', 'panic:', ''),
        fc.string({ maxLength: 20 }).map((text) => ` ${text}`),
      )
      .map((parts) => parts.join('')),
  },
);

const lineEnd = fc.oneof(
  { weight: 6, arbitrary: fc.constant('\n') },
  { weight: 2, arbitrary: fc.constant('\r\n') },
  { weight: 1, arbitrary: fc.constantFrom('\n\n', '\n \t\n', '\r\n\r\n', ' \n', '\n ') },
);

/** Lines, with or without a byte order mark and a last line end. */
function lines(line: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.boolean(), fc.array(fc.tuple(line, lineEnd), { maxLength: 12 }), fc.option(line, { nil: '' }))
    .map(([mark, list, last]) => `${mark ? '\uFEFF' : ''}${list.map((pair) => pair.join('')).join('')}${last}`);
}

const arrayFile = fc.oneof(
  arrayText(prettyRecordArbitrary, blanks),
  fc.tuple(fc.array(ordinaryRecord, { maxLength: 8 }), fc.constantFrom(undefined, 2, '\t')).map(
    ([list, indent]) =>
      `${JSON.stringify(
        list.map((text): unknown => JSON.parse(text)),
        undefined,
        indent,
      )}\n`,
  ),
);

const FILES: Readonly<Record<Format, fc.Arbitrary<string>>> = {
  ndjson: lines(
    fc.oneof(
      { weight: 12, arbitrary: fc.tuple(blanksOnLine, recordArbitrary, blanksOnLine).map((parts) => parts.join('')) },
      { weight: 1, arbitrary: noObjectArbitrary },
    ),
  ),
  json: fc.oneof(
    { weight: 3, arbitrary: arrayFile },
    { weight: 3, arbitrary: lines(prettyRecordArbitrary) },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.oneof(arrayFile, prettyRecordArbitrary, noObjectArbitrary), { maxLength: 5 })
        .map((list) => list.join('\n')),
    },
  ),
  text: lines(textLineArbitrary),
};

/** A whole file, as bytes. */
export function fileArbitrary(format: Format): fc.Arbitrary<Uint8Array> {
  return FILES[format].map((text) => Buffer.from(text));
}

const anyByte = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...Buffer.from('{}[]",:\\ \n\r\t0-.eEu/tfn')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0x00, 0x1f, 0x7f, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff),
  },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
);

/** A piece of damage. `at` is taken modulo the length of what it is done to. */
const damage = fc.record({
  kind: fc.constantFrom('replace', 'insert', 'delete', 'delete many', 'double', 'truncate'),
  at: fc.nat(),
  length: fc.integer({ min: 1, max: 12 }),
  byte: anyByte,
});

/** The same bytes, damaged in one to three places. */
export function mutated(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  return fc.tuple(bytes, fc.array(damage, { minLength: 1, maxLength: 3 })).map(([whole, list]) => {
    let result = Buffer.from(whole);
    for (const { kind, at, length, byte } of list) {
      const here = at % (result.length + 1);
      const [head, tail] = [result.subarray(0, here), result.subarray(here)];
      if (kind === 'replace') result = Buffer.concat([head, Buffer.of(byte), tail.subarray(1)]);
      else if (kind === 'insert') result = Buffer.concat([head, Buffer.of(byte), tail]);
      else if (kind === 'delete') result = Buffer.concat([head, tail.subarray(1)]);
      else if (kind === 'delete many') result = Buffer.concat([head, tail.subarray(length)]);
      else if (kind === 'double') result = Buffer.concat([head, tail.subarray(0, length), tail]);
      // A cut in the last few bytes: cut anywhere, little of a file would be left to look at.
      else result = result.subarray(0, Math.max(0, result.length - length));
    }
    return result;
  });
}

/** What every event of a run is given. */
export const rulesArbitrary: fc.Arbitrary<EventRules> = fc.record({
  tenant: fc.constantFrom('default', 'acme', 'ünal'),
  pinTenant: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  service: fc.constantFrom(undefined, 'shop', 'quo"te'),
  environment: fc.constantFrom(undefined, 'prod', 'é'),
  source: fc.constantFrom(undefined, 'app', ''),
  set: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.tuple(
          fc.constantFrom(
            'team',
            'level',
            'tags',
            'environment',
            'service_name',
            '@timestamp',
            'host',
            'message',
            'source',
          ),
          fc.constantFrom('core', 'info', '2026-01-31T12:00:00+01:00', 'line\nfeed', ''),
        ),
        { maxLength: 3 },
      ),
    },
  ),
  ecsMeta: fc.boolean(),
  hostname: fc.constant('web-1'),
});

/** Rules that add nothing but what every event gets. */
export const PLAIN_RULES: EventRules = {
  tenant: 'default',
  pinTenant: false,
  service: undefined,
  environment: undefined,
  source: undefined,
  set: [],
  ecsMeta: false,
  hostname: 'web-1',
};
