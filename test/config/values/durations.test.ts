import { describe, expect, it } from 'vitest';
import { duration, formatDuration, parseDuration, seconds } from '../../../src/config/values/durations.js';

describe('durations', () => {
  it.each([
    ['500ms', 500],
    ['5s', 5000],
    ['3m', 180_000],
    ['2h', 7_200_000],
    ['1.5h', 5_400_000],
    ['.5', 500],
    ['5', 5000],
    ['0.25', 250],
    [' 10 S ', 10_000],
    ['0', 0],
    ['576h', 2_073_600_000],
  ])('reads %j as %d ms', (text, expected) => expect(parseDuration(text)).toBe(expected));

  it.each(['', 'soon', '-1', '1d', '5 s 3', '1e3', 's', '1.', '577h', '9'.repeat(400)])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it.each([
    [0, '0ms'],
    [1500, '1500ms'],
    [90_000, '90s'],
    [180_000, '3m'],
    [7_200_000, '2h'],
  ])('writes %d ms as %j', (milliseconds, expected) => expect(formatDuration(milliseconds)).toBe(expected));

  it('refuses what is below its least', () => {
    expect(seconds(1).read('0')).toBeUndefined();
    expect(seconds(1).read('0.0001')).toBeUndefined();
    expect(seconds(0).read(0)).toBe(0);
  });

  it('is shown in seconds, or with a unit', () => {
    expect(seconds(1).show(500)).toBe(0.5);
    expect(duration(1).show(600_000)).toBe('10m');
  });
});
