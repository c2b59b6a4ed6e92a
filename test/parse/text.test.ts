import { expect, test } from 'vitest';
import { textToJson } from '../../src/parse/text.js';

const read = (line: string): unknown => JSON.parse(textToJson(line));
const time = '2026-01-31T12:00:00Z';

test.each<[line: string, timestamp: string | undefined, level: string | undefined]>([
  ['ready', undefined, undefined],
  [`${time} ready`, time, undefined],
  [time, time, undefined],
  ['2026-01-31 12:00:00,250 ready', '2026-01-31 12:00:00,250', undefined],
  ['2026-01-31T12:00:00.123456789+01:00 INFO ready', '2026-01-31T12:00:00.123456789+01:00', 'INFO'],
  ['2026-01-31 12:00:00 +0100 INFO ready', '2026-01-31 12:00:00 +0100', 'INFO'],
  [`[${time}] [error] ready`, time, 'error'],
  [`[${time} ERROR ready`, time, 'ERROR'],
  [`${time}|WARN|ready`, time, 'WARN'],
  [`${time} [main] WARNING ready`, time, 'WARNING'],
  [`${time} - INFO: ready`, time, 'INFO'],
  [`${time} [ Warn ] ready`, time, 'Warn'],
  ['INFO ready', undefined, 'INFO'],
  ['INFO', undefined, 'INFO'],
  ['[INFO] ready', undefined, 'INFO'],
  ['Error: disk full', undefined, 'Error'],
  ['panic: no memory', undefined, 'panic'],
  ['[thread 1] [debug] ready', undefined, 'debug'],
  // What is no timestamp and no level.
  ['error budget spent', undefined, undefined],
  ['INFORMATION desk', undefined, undefined],
  ['INFO-DESK open', undefined, undefined],
  ['note: ready', undefined, undefined],
  ['a INFO b', undefined, undefined],
  [` ${time} ready`, undefined, undefined],
  [`${time}x ready`, undefined, undefined],
  ['2026-01-31 ready', undefined, undefined],
  ['2026-01-31T12:00:00.1234567890Z ready', undefined, undefined],
])('%j', (line, timestamp, level) => {
  expect(read(line)).toEqual({
    message: line,
    ...(timestamp === undefined ? {} : { '@timestamp': timestamp }),
    ...(level === undefined ? {} : { level }),
  });
});

test.each(['', '"\\', '\0\t\r', '😀\u2028', '{"a":1}'])('%j comes back from the message', (line) => {
  expect(read(line)).toMatchObject({ message: line });
});

test('a long line without a blank is read in one go', () => {
  const line = `[${'x'.repeat(1_000_000)}`;
  expect(read(line)).toEqual({ message: line });
});
