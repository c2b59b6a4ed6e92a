import { expect, test } from 'vitest';
import { parseRetryAfter } from '../../../src/sinks/elasticsearch/retry-after.js';

const NOW = Date.parse('2026-07-31T12:00:00Z');

test.each([
  ['0', 0],
  ['120', 120_000],
  [' 5 ', 5000],
  ['Fri, 31 Jul 2026 12:00:30 GMT', 30_000],
  ['Fri, 31 Jul 2026 11:00:00 GMT', 0],
  ['999999999', 3_600_000],
  ['Fri, 31 Jul 2099 12:00:00 GMT', 3_600_000],
  ['', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  [undefined, undefined],
])('Retry-After: %s is %s ms', (header, expected) => {
  expect(parseRetryAfter(header, NOW)).toBe(expected);
});
