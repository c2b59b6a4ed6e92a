import { describe, expect, it } from 'vitest';
import { formatSize, parseSize, size } from '../../../src/config/values/sizes.js';

describe('sizes', () => {
  it.each([
    ['0', 0],
    ['1024', 1024],
    ['100B', 100],
    ['8k', 8192],
    ['50MB', 52_428_800],
    ['50 mb', 52_428_800],
    ['10MiB', 10_485_760],
    ['1.5GB', 1_610_612_736],
    ['1TiB', 1_099_511_627_776],
  ])('reads %j as %d bytes', (text, expected) => expect(parseSize(text)).toBe(expected));

  it.each(['', '-1', 'MB', '5X', '1e6', 'all', '9000000TB'])('refuses %j', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });

  it.each([
    [0, '0B'],
    [1000, '1000B'],
    [8192, '8KiB'],
    [52_428_800, '50MiB'],
    [1_610_612_736, '1536MiB'],
  ])('writes %d bytes as %j', (bytes, expected) => expect(formatSize(bytes)).toBe(expected));

  it('keeps to its range', () => {
    const bulk = size(1024, 1024 ** 2);
    expect(['1023', '1024', '1MiB', '1048577', 0].map((raw) => bulk.read(raw))).toEqual([
      undefined,
      1024,
      1_048_576,
      undefined,
      undefined,
    ]);
    expect(bulk.expects).toContain('from 1KiB to 1MiB');
  });

  it('takes 0 for no limit only where there may be none', () => {
    expect(size(0, Infinity).read('0')).toBe(0);
    expect(size(0, Infinity).expects).toContain('0 for no limit');
    expect(size(1, 1024).read('0')).toBeUndefined();
  });
});
