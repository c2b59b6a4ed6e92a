import { expect, test } from 'vitest';
import { quote, unquote } from '../../../src/kit/json/text.js';

test.each(['', 'a', 'é 😀', '"\\/\b\f\n\r\t\0', '\ud800', '\udc00\ud800', '\u2028'])(
  '%j goes into JSON and back',
  (text) => {
    expect(unquote(quote(text))).toBe(text);
  },
);

test.each([
  ['"\\u0061\\uD83D\\uDE00"', 'a😀'],
  ['"\\/"', '/'],
  ['"\\ud800x"', '\ud800x'],
])('%s is read', (quoted, text) => {
  expect(unquote(Buffer.from(quoted))).toBe(text);
});

test('a string is read from the middle of its bytes', () => {
  expect(unquote(Buffer.from('{"a":1}').subarray(1, 4))).toBe('a');
});
