import { expect, test } from 'vitest';
import { findBadUtf8 } from '../../src/kit/utf8.js';

test.each<[title: string, bytes: number[], bad: number]>([
  ['nothing', [], -1],
  ['the last of one byte', [0x7f], -1],
  ['the first and last of two bytes', [0xc2, 0x80, 0xdf, 0xbf], -1],
  ['the first and last of three bytes', [0xe0, 0xa0, 0x80, 0xef, 0xbf, 0xbf], -1],
  ['both neighbours of the surrogates', [0xed, 0x9f, 0xbf, 0xee, 0x80, 0x80], -1],
  ['the first and last of four bytes', [0xf0, 0x90, 0x80, 0x80, 0xf4, 0x8f, 0xbf, 0xbf], -1],
  ['a continuation alone', [0x61, 0x80], 1],
  ['a continuation too many', [0xc3, 0xa9, 0xa9], 2],
  ['an overlong slash of two bytes', [0xc0, 0xaf], 0],
  ['an overlong slash of three bytes', [0x61, 0xe0, 0x80, 0xaf], 1],
  ['an overlong slash of four bytes', [0xf0, 0x80, 0x80, 0xaf], 0],
  ['a surrogate', [0x61, 0xed, 0xa0, 0x80], 1],
  ['a character above U+10FFFF', [0xf4, 0x90, 0x80, 0x80], 0],
  ['a lead that never was', [0x61, 0x61, 0xf8, 0x88, 0x80, 0x80, 0x80], 2],
  ['0xFF', [0xff], 0],
  ['a character cut off at the end', [0x61, 0xf0, 0x9f, 0x98], 1],
  ['a character cut off by another one', [0xc3, 0xa9, 0xe2, 0x82, 0x61], 2],
])('%s', (_, bytes, bad) => {
  expect(findBadUtf8(Uint8Array.from(bytes), 0, bytes.length)).toBe(bad);
});

test('bytes outside of what was offered are not looked at', () => {
  const bytes = Uint8Array.of(0xff, 0x61, 0xff);
  expect(findBadUtf8(bytes, 1, 2)).toBe(-1);
  expect(findBadUtf8(bytes, 1, 3)).toBe(2);
});

test.each([2, 3, 4])('characters of %i bytes that lie across the steps of the search are whole', (width) => {
  const character = { 2: 'é', 3: '€', 4: '😀' }[width]!;
  for (let shift = 0; shift < width; shift++) {
    const bytes = Buffer.concat([Buffer.from('a'.repeat(shift) + character.repeat(5000)), Buffer.from([0xff])]);
    expect(findBadUtf8(bytes, 0, bytes.length)).toBe(shift + 5000 * width);
  }
});
