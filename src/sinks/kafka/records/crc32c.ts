/**
 * CRC-32C (Castagnoli, as in RFC 3720), which guards a batch of records. Node.js has only the CRC of gzip. Eight tables
 * let it take eight bytes a turn.
 */

const POLYNOMIAL = 0x82f63b78;
const TABLE_SIZE = 256;

const tables = makeTables();

function makeTables(): Int32Array {
  const all = new Int32Array(8 * TABLE_SIZE);
  for (let byte = 0; byte < TABLE_SIZE; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    all[byte] = crc;
  }
  for (let index = TABLE_SIZE; index < all.length; index++) {
    const before = all[index - TABLE_SIZE]!;
    all[index] = (before >>> 8) ^ all[before & 0xff]!;
  }
  return all;
}

/** The checksum of `bytes[from, to)`, as a number without sign. */
export function crc32c(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = -1;
  let at = from;
  for (const end = to - 7; at < end; at += 8) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc =
      tables[1792 + (crc & 0xff)]! ^
      tables[1536 + ((crc >>> 8) & 0xff)]! ^
      tables[1280 + ((crc >>> 16) & 0xff)]! ^
      tables[1024 + (crc >>> 24)]! ^
      tables[768 + bytes[at + 4]!]! ^
      tables[512 + bytes[at + 5]!]! ^
      tables[256 + bytes[at + 6]!]! ^
      tables[bytes[at + 7]!]!;
  }
  for (; at < to; at++) crc = (crc >>> 8) ^ tables[(crc ^ bytes[at]!) & 0xff]!;
  return ~crc >>> 0;
}
