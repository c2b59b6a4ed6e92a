import { expect, it } from 'vitest';
import { printable } from '../../src/kit/printable.js';

it.each([
  ['plain ü € 😀', 'plain ü € 😀'],
  ['two\nlines\r\n', 'two\nlines\r\n'],
  ['\u001b[31mred\u0007', '\\u001b[31mred\\u0007'],
  ['overwrite\rthis', 'overwrite\\u000dthis'],
  ['\u009b31m del\u007f nul\u0000 tab\t', '\\u009b31m del\\u007f nul\\u0000 tab\\u0009'],
])('%j is shown as %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});
