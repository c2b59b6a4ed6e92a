import fc from 'fast-check';
import { arrayText, blanksOnLine, keyText, memberText, stringText, valueText } from './corpus-json.js';

/** Times that can be read; the last one is as late as one may be at `READ_AT`. */
export const ISO_TIMES = [
  '2026-01-31T12:00:00Z',
  '2026-01-31T12:00:00.1Z',
  '2026-01-31T12:00:00.123Z',
  '2026-01-31T12:00:00.123456Z',
  '2026-01-31T12:00:00.123456789Z',
  '2026-01-31T12:00:00.1234567891Z',
  '2026-01-31T12:00:00.120000Z',
  '2026-01-31T23:30:00.5-08:00',
  '2026-01-01T00:30:00+01:00',
  '2026-01-31T12:00:00+0530',
  '2026-01-31T12:00:00+01',
  '2026-01-31 12:00:00,250',
  '2026-01-31t12:00:00z',
  '2026-01-31T12:00',
  '2026-01-31',
  '2016-12-31T23:59:60Z',
  '2024-02-29T00:00:00Z',
  '2026-02-04T04:05:06.789Z',
];
/** What looks like a time, and can't be read. */
export const NO_TIMES = [
  '2026-02-04T04:05:06.790Z',
  '1989-12-31T23:59:59.999Z',
  '2026-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-31T24:00:00Z',
  '2026-01-31T12:00:00+24:00',
  '0026-01-31T12:00:00Z',
  'yesterday',
  '',
];
/** Numbers that are times. Some have more digits than a double. */
export const NUMBER_TIMES = [
  '1769860800',
  '1769860800.25',
  '1769860800123',
  '1769860800123456',
  '1769860800123456789',
  '1.7698608e9',
];
const NO_NUMBER_TIMES = ['0', '-1769860800', '17', '99999999999', '1e400', '1769860800e99'];

const LEVELS = ['info', 'Info', 'INFO', 'warn', 'error', 'straße', 'in\nfo', ''];
const TENANTS = [
  'acme',
  'default',
  'kunde-7',
  'ünal',
  'Acme',
  'a/b',
  '-a',
  '',
  'a b',
  'x'.repeat(100),
  'x'.repeat(101),
];

const oddValue = valueText(blanksOnLine);
const words = (list: readonly string[]) => fc.constantFrom(...list.map((text) => JSON.stringify(text)));
const timeText = fc.oneof(
  { weight: 6, arbitrary: words(ISO_TIMES) },
  { weight: 3, arbitrary: fc.constantFrom(...NUMBER_TIMES) },
  { weight: 1, arbitrary: words(NUMBER_TIMES) },
  { weight: 1, arbitrary: words(NO_TIMES) },
  { weight: 1, arbitrary: fc.constantFrom(...NO_NUMBER_TIMES) },
  { weight: 1, arbitrary: oddValue },
);
const levelText = fc.oneof(
  { weight: 5, arbitrary: words(LEVELS) },
  { weight: 2, arbitrary: fc.constantFrom('10', '20', '30', '40', '50', '60', '35', '30.0', '3e1') },
  { weight: 1, arbitrary: fc.constantFrom('"\\u0069nfo"', '"\\u0049NFO"', '"IN\\nFO"') },
  { weight: 1, arbitrary: oddValue },
);
const tenantText = fc.oneof(
  { weight: 8, arbitrary: words(TENANTS.slice(0, 4)) },
  { weight: 1, arbitrary: words(TENANTS) },
  { weight: 1, arbitrary: fc.constantFrom('42', '"\\u0061cme"', '"\\ud800"', '4.2', 'null') },
);
const tagsText = fc.oneof(
  { weight: 2, arbitrary: stringText },
  { weight: 3, arbitrary: arrayText(fc.oneof(words(['service:shop', 'env:prod', 'a']), stringText), blanksOnLine) },
  { weight: 1, arbitrary: arrayText(oddValue, blanksOnLine) },
  { weight: 1, arbitrary: fc.constantFrom('["service:sho\\u0070"]', '[ ]', '"service:shop"') },
  { weight: 1, arbitrary: oddValue },
);
const hostText = fc.oneof(words(['web-1', '']), fc.constantFrom('{"name":"web-1"}', '{}'), oddValue);
const nameText = fc.oneof(
  { weight: 3, arbitrary: words(['shop', 'prod', '']) },
  { weight: 1, arbitrary: stringText },
  oddValue,
);
const logText = fc.oneof(
  levelText.map((level) => `{"a":1, "level" : ${level}}`),
  hostText,
);

/** The fields that the event reads or writes, and how often each is met, with values plain and odd. */
const SPECIAL_FIELDS: readonly (readonly [names: readonly string[], weight: number, value: fc.Arbitrary<string>])[] = [
  [['@timestamp'], 4, timeText],
  [['timestamp', 'time', 'ts', 'date', 'datetime', '_@timestamp'], 3, timeText],
  [['level'], 3, levelText],
  [['severity', 'lvl', 'log.level'], 2, levelText],
  [['log'], 1, logText],
  [['tenant_id'], 3, tenantText],
  [['tags'], 3, tagsText],
  [['service_name', 'environment', 'source'], 3, nameText],
  [['host', 'host.name', 'host.ip', 'log.file.path', 'hostname'], 2, hostText],
  [['@metadata', '@version', '_id'], 1, fc.oneof(fc.constant('{"_id":"mine"}'), oddValue)],
  [['message', 'm', '', '__proto__', 'constructor', 'é'], 3, fc.oneof(stringText, oddValue)],
];

/** One member of an event, with a name that means something or not. */
export function eventMember(between: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const special = SPECIAL_FIELDS.map(([names, weight, value]) => ({
    weight,
    arbitrary: memberText(keyText(fc.constantFrom(...names)), value, between),
  }));
  return fc.oneof(...special, { weight: 5, arbitrary: memberText(stringText, valueText(between), between) });
}
