import { describe, expect, test } from 'vitest';
import { formatTimestamp, readTimestamp } from '../../src/event/timestamp.js';

const NOW = Date.UTC(2026, 1, 3, 4, 5, 6, 789);
const read = (json: string) => readTimestamp(Buffer.from(json), NOW);

describe('text is read', () => {
  test.each([
    ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31T12:00:00.1Z', '2026-01-31T12:00:00.100Z'],
    ['2026-01-31T12:00:00.120000Z', '2026-01-31T12:00:00.120Z'],
    ['2026-01-31T12:00:00.123456Z', '2026-01-31T12:00:00.123456Z'],
    ['2026-01-31T12:00:00.123450Z', '2026-01-31T12:00:00.12345Z'],
    ['2026-01-31T12:00:00.000000001Z', '2026-01-31T12:00:00.000000001Z'],
    ['2026-01-31T12:00:00.1234567899Z', '2026-01-31T12:00:00.123456789Z'],
    ['2026-01-31T12:00:00,5Z', '2026-01-31T12:00:00.500Z'],
    ['2026-01-31 12:00:00', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31t12:00:00z', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31T12:00:00', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31T12:00', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31T12:00+01:00', '2026-01-31T11:00:00.000Z'],
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31T12:00:00+01:00', '2026-01-31T11:00:00.000Z'],
    ['2026-01-31T12:00:00+0530', '2026-01-31T06:30:00.000Z'],
    ['2026-01-31T12:00:00-08', '2026-01-31T20:00:00.000Z'],
    ['2026-01-31 12:00:00.5 +0100', '2026-01-31T11:00:00.500Z'],
    ['2026-01-31T12:00:00-00:00', '2026-01-31T12:00:00.000Z'],
    ['2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00.000Z'],
    ['2025-12-31T23:30:00-01:00', '2026-01-01T00:30:00.000Z'],
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
    ['2000-02-29T12:00:00Z', '2000-02-29T12:00:00.000Z'],
    // A leap second has no place in Unix time: it is the first second of the next day.
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2016-12-31T23:59:60.5Z', '2017-01-01T00:00:00.500Z'],
    ['1990-01-01T00:00:00Z', '1990-01-01T00:00:00.000Z'],
    ['2026-02-04T04:05:06.789Z', '2026-02-04T04:05:06.789Z'],
  ])('%s', (text, iso) => {
    expect(read(JSON.stringify(text))).toBe(iso);
  });

  test('with escapes', () => {
    expect(read('"2026-01-31\\u005412:00:00Z"')).toBe('2026-01-31T12:00:00.000Z');
  });
});

describe('numbers are read', () => {
  test.each([
    ['seconds', '1769860800', '2026-01-31T12:00:00.000Z'],
    ['seconds with a fraction', '1769860800.25', '2026-01-31T12:00:00.250Z'],
    ['seconds with nanoseconds, all digits kept', '1769860800.123456789', '2026-01-31T12:00:00.123456789Z'],
    ['seconds with an exponent', '1.7698608e9', '2026-01-31T12:00:00.000Z'],
    ['seconds with a capital exponent', '17698608E+2', '2026-01-31T12:00:00.000Z'],
    ['seconds with a negative exponent', '1769860800250e-3', '2026-01-31T12:00:00.250Z'],
    ['milliseconds', '1769860800123', '2026-01-31T12:00:00.123Z'],
    ['milliseconds with a fraction', '1769860800123.25', '2026-01-31T12:00:00.12325Z'],
    ['microseconds', '1769860800123456', '2026-01-31T12:00:00.123456Z'],
    ['nanoseconds, more digits than a double has', '1769860800123456789', '2026-01-31T12:00:00.123456789Z'],
    ['nanoseconds with a fraction, which is dropped', '1769860800123456789.9', '2026-01-31T12:00:00.123456789Z'],
    ['the first second', '631152000', '1990-01-01T00:00:00.000Z'],
    ['the last millisecond', '1770177906789', '2026-02-04T04:05:06.789Z'],
  ])('%s', (_, number, iso) => {
    expect(read(number)).toBe(iso);
    expect(read(`"${number}"`)).toBe(iso);
  });
});

describe('not a time', () => {
  test.each([
    ['before 1990', '"1989-12-31T23:59:59.999Z"'],
    ['more than a day ahead', '"2026-02-04T04:05:06.790Z"'],
    ['before 1990 by its offset', '"1990-01-01T00:30:00+01:00"'],
    ['a 31 April', '"2026-04-31T00:00:00Z"'],
    ['a 29 February of an ordinary year', '"2026-02-29T00:00:00Z"'],
    ['a 29 February of 1900', '"1900-02-29T00:00:00Z"'],
    ['a month 13', '"2025-13-01T00:00:00Z"'],
    ['a month 0', '"2026-00-10T00:00:00Z"'],
    ['a day 0', '"2026-01-00T00:00:00Z"'],
    ['an hour 24', '"2026-01-31T24:00:00Z"'],
    ['a minute 60', '"2026-01-31T12:60:00Z"'],
    ['a second 61', '"2026-01-31T12:00:61Z"'],
    ['an offset of 24 hours', '"2026-01-31T12:00:00+24:00"'],
    ['an offset of 60 minutes', '"2026-01-31T12:00:00+01:60"'],
    ['a year below 100', '"0026-01-31T12:00:00Z"'],
    ['a year of five digits', '"12026-01-31T12:00:00Z"'],
    ['an offset behind a date alone', '"2026-01-31Z"'],
    ['a fraction without digits', '"2026-01-31T12:00:00.Z"'],
    ['blanks around it', '" 2026-01-31T12:00:00Z"'],
    ['words behind it', '"2026-01-31T12:00:00Z!"'],
    ['words', '"yesterday"'],
    ['an empty string', '""'],
    ['null', 'null'],
    ['true', 'true'],
    ['an object', '{"$date":1769860800}'],
    ['an array', '[1769860800]'],
    ['a negative number', '-1769860800'],
    ['zero', '0'],
    ['a number of years ago', '631151999'],
    ['a millisecond too many', '1770177906790'],
    ['a day as a number', '20260131'],
    ['seconds beyond the border of milliseconds', '100000000000'],
    ['microseconds beyond the border of nanoseconds', '100000000000000000'],
    ['a number too large for a double', '1e400'],
    ['a number with a huge exponent', '1e999'],
    ['a number with a tiny exponent', '1e-999'],
    ['a hundred digits', '9'.repeat(100)],
    ['a number in hexadecimal, as text', '"0x697DF2C0"'],
  ])('%s', (_, json) => {
    expect(read(json)).toBeUndefined();
  });
});

test('digits below the millisecond are kept, up to the nanosecond', () => {
  expect(formatTimestamp(0)).toBe('1970-01-01T00:00:00.000Z');
  expect(formatTimestamp(5, '12')).toBe('1970-01-01T00:00:00.00512Z');
  expect(formatTimestamp(5, '1200009')).toBe('1970-01-01T00:00:00.00512Z');
});
