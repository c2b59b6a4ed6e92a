import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compressorOf } from '../../../../src/sinks/kafka/records/compression.js';
import { lz4Frame } from '../../../../src/sinks/kafka/records/lz4.js';
import { snappyBlock } from '../../../../src/sinks/kafka/records/snappy.js';

/** Texts with repeats near and far, and some that can't be compressed. */
const texts = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 0, maxLength: 300 }), fc.nat(400)), { maxLength: 12 })
  .map((parts) => Buffer.concat(parts.flatMap(([bytes, times]) => Array.from({ length: times % 40 }, () => bytes))));

test('what lz4 and snappy make can be read back', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(readLz4(lz4Frame(text)).equals(text)).toBe(true);
      expect(readSnappy(snappyBlock(text)).equals(text)).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test.each([
  ['log lines', Buffer.from('{"level":"INFO","message":"served GET /cart in 12 ms"}\n'.repeat(20_000))],
  ['noise over several blocks', randomBytes(200_000)],
  ['a block to the byte', Buffer.alloc(65_536, 'ab')],
  ['a byte more', Buffer.alloc(65_537, 'abcdefgh')],
])('%s', (_, text) => {
  expect(readLz4(lz4Frame(text)).equals(text)).toBe(true);
  expect(readSnappy(snappyBlock(text)).equals(text)).toBe(true);
});

test('log lines become a small part of what they were', () => {
  const text = Buffer.from('{"level":"INFO","message":"served GET /cart in 12 ms"}\n'.repeat(20_000));
  expect(lz4Frame(text).length).toBeLessThan(text.length / 20);
  expect(snappyBlock(text).length).toBeLessThan(text.length / 15);
});

test('gzip', async () => {
  const text = Buffer.from('again and again and again');
  expect(gunzipSync(await compressorOf('gzip').compress(text))).toEqual(text);
});

/** Reads as the description of the format says. */
function readLz4(frame: Buffer): Buffer {
  expect(frame.subarray(0, 7).toString('hex')).toBe('04224d18604082');
  const blocks: Buffer[] = [];
  let at = 7;
  for (;;) {
    const length = frame.readUInt32LE(at);
    at += 4;
    if (length === 0) break;
    const size = length & 0x7fffffff;
    const block = frame.subarray(at, at + size);
    blocks.push(length >>> 31 ? block : readLz4Block(block));
    at += size;
  }
  expect(at).toBe(frame.length);
  return Buffer.concat(blocks);
}

function readLz4Block(block: Buffer): Buffer {
  const out: number[] = [];
  let at = 0;
  const lengthFrom = (nibble: number): number => {
    let length = nibble;
    if (nibble < 15) return length;
    let byte: number;
    do length += byte = block[at++]!;
    while (byte === 255);
    return length;
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = lengthFrom(token >> 4);
    for (const end = at + literals; at < end; at++) out.push(block[at]!);
    if (at >= block.length) break;
    const distance = block.readUInt16LE(at);
    at += 2;
    const length = lengthFrom(token & 15) + 4;
    if (distance === 0) throw new Error('a match has no distance');
    for (let index = 0; index < length; index++) out.push(out[out.length - distance]!);
  }
  return Buffer.from(out);
}

function readSnappy(bytes: Buffer): Buffer {
  const out: number[] = [];
  let at = 0;
  let size = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]!;
    size |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  while (at < bytes.length) {
    const tag = bytes[at++]!;
    if ((tag & 3) === 0) {
      let length = (tag >> 2) + 1;
      if (length > 60) {
        const wide = length - 60;
        length = bytes.readUIntLE(at, wide) + 1;
        at += wide;
      }
      for (let index = 0; index < length; index++) out.push(bytes[at++]!);
    } else {
      if ((tag & 3) !== 2) throw new Error(`there is no element ${tag}`);
      const distance = bytes.readUInt16LE(at);
      at += 2;
      for (let index = 0; index <= tag >> 2; index++) out.push(out[out.length - distance]!);
    }
  }
  expect(out.length).toBe(size);
  return Buffer.from(out);
}
