import { describe, expect, it } from 'vitest';
import { showBytes } from '../../src/kit/show-bytes.js';
import { showCount, showCountOf, showMilliseconds, showRate, showSeconds } from '../../src/ui/numbers.js';

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1_234_567, '1,234,567'],
  ])('count %d as %s', (count, shown) => {
    expect(showCount(count)).toBe(shown);
  });

  it('know one from many', () => {
    expect([0, 1, 1234].map((count) => showCountOf(count, 'record'))).toEqual([
      '0 records',
      '1 record',
      '1,234 records',
    ]);
  });

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KB'],
    [12.34 * 1024 ** 2, '12.3 MB'],
    [1024 ** 2 - 1, '1.0 MB'],
    [2 * 1024 ** 3, '2.0 GB'],
    [5000 * 1024 ** 4, '5000.0 TB'],
  ])('show %d bytes as %s', (bytes, shown) => {
    expect(showBytes(bytes)).toBe(shown);
  });

  it('show a rate, of no time as well', () => {
    expect(showRate(3 * 1024 ** 2, 2)).toBe('1.5 MB/s');
    expect(showRate(0, 0)).toBe('0 B/s');
  });

  it.each([
    [0, '0.0s'],
    [0.44, '0.4s'],
    [9.96, '10s'],
    [59.6, '1m 00s'],
    [65, '1m 05s'],
    [7380, '2h 03m'],
  ])('show %d seconds as %s', (seconds, shown) => {
    expect(showSeconds(seconds)).toBe(shown);
  });

  it.each([
    [0.04, '0.0 ms'],
    [1.26, '1.3 ms'],
    [12.4, '12 ms'],
    [2040, '2.0 s'],
  ])('show a step of %d ms as %s', (milliseconds, shown) => {
    expect(showMilliseconds(milliseconds)).toBe(shown);
  });
});
