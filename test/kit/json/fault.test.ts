import { expect, test } from 'vitest';
import { describeFault, nameOfValue } from '../../../src/kit/json/fault.js';

test.each<[text: string, at: number, words: string]>([
  ['{"a"', 4, 'malformed JSON: it ends too early'],
  ['{"a":}', 5, 'malformed JSON: unexpected "}"'],
  ['["a\tb"]', 3, 'malformed JSON: unexpected control character 0x09 (in a string it must be escaped)'],
  ['["\\x"]', 3, 'malformed JSON: a backslash in front of "x"'],
  ['["\\ "]', 3, 'malformed JSON: a backslash in front of byte 0x20'],
  ['[é]', 1, 'malformed JSON: unexpected byte 0xC3'],
])('%j at %i', (text, at, words) => {
  const bytes = Buffer.from(text);
  expect(describeFault(bytes, at, bytes.length)).toBe(words);
});

test('a backslash in front of the value is none of its own', () => {
  expect(describeFault(Buffer.from('\\}'), 1, 2, 1)).toBe('malformed JSON: unexpected "}"');
});

test.each([
  ['[1]', 'an array'],
  ['"a"', 'a string'],
  ['true', 'a boolean'],
  ['false', 'a boolean'],
  ['null', 'null'],
  ['-1', 'a number'],
])('%s is %s', (text, name) => {
  expect(nameOfValue(text.charCodeAt(0))).toBe(name);
});
