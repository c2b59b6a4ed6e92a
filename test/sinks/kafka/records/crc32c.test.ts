import { expect, test } from 'vitest';
import { crc32c } from '../../../../src/sinks/kafka/records/crc32c.js';

// RFC 3720, appendix B.4, and the check value of the CRC catalogue.
test.each([
  ['32 bytes of zeroes', Buffer.alloc(32), 0x8a9136aa],
  ['32 bytes of ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
  ['0 to 31', Buffer.from(Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e],
  ['the check string', Buffer.from('123456789'), 0xe3069283],
  ['nothing', Buffer.alloc(0), 0],
])('%s', (_, bytes, checksum) => {
  expect(crc32c(bytes)).toBe(checksum);
});

test('a part of the bytes has the checksum of that part', () => {
  expect(crc32c(Buffer.from('..123456789..'), 2, 11)).toBe(0xe3069283);
});
