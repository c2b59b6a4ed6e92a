import { expect, test } from 'vitest';
import { eventId, loadChecksum } from '../../src/event/id.js';
import { xxh64 } from '../support/xxh64.js';

// From the reference implementation's own tests and documentation.
test.each([
  ['', 0xef46db3751d8e999n],
  ['a', 0xd24ec4f1a98c6e5bn],
  ['abc', 0x44bc2cf5ad770999n],
  ['xxhash', 0x32dd38952c4bc720n],
])('the checksum of %j is that of XXH64', async (text, expected) => {
  const checksum = await loadChecksum();
  expect(checksum(Buffer.from(text))).toBe(expected);
  expect(xxh64(Buffer.from(text))).toBe(expected);
});

test('the checksum is right at any length', async () => {
  const checksum = await loadChecksum();
  const bytes = Buffer.from(Array.from({ length: 200 }, (_, index) => (index * 31 + 7) & 0xff));
  for (let length = 0; length <= bytes.length; length++) {
    expect(checksum(bytes.subarray(0, length))).toBe(xxh64(bytes.subarray(0, length)));
  }
});

test('an id names the source, the offset and the record', () => {
  const position = { offset: 35 * 36 + 1, line: 3, column: 1 };
  expect(eventId({ key: 'k1', path: '/a' }, position, 36n * 36n)).toBe('k1-z1-100');
});
