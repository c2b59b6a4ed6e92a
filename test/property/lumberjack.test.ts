import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Frame, FrameReader } from '../../src/receive/beats/frame-reader.js';
import { compressedFrame, dataFrame, jsonFrame, windowFrame } from '../support/lumberjack-frames.js';

const LIMITS = { eventBytes: 1000, windowEvents: 1000 };

/** What was said, however it was cut: pieces of one compressed frame are put together. */
function told(chunks: readonly Uint8Array[]): unknown[] {
  const reader = new FrameReader(LIMITS);
  const frames: unknown[] = [];
  let deflated: Buffer[] = [];
  for (const chunk of chunks) {
    for (const frame of reader.push(Buffer.from(chunk))) {
      if (frame.kind !== 'deflated') {
        frames.push(plain(frame));
        continue;
      }
      deflated.push(frame.bytes);
      if (frame.left > 0) continue;
      frames.push(Buffer.concat(deflated).toString('hex'));
      deflated = [];
    }
  }
  expect(reader.between).toBe(true);
  return frames;
}

const plain = (frame: Frame) => (frame.kind === 'event' ? { ...frame, json: frame.json.toString('hex') } : frame);

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const event = fc.oneof(
  fc.tuple(fc.nat(1000), text).map(([sequence, json]) => jsonFrame(sequence, json)),
  fc.tuple(fc.nat(1000), fc.dictionary(text, text, { maxKeys: 4 })).map(([n, fields]) => dataFrame(n, fields)),
);
const frame = fc.oneof(
  event,
  fc.nat(1000).map((events) => windowFrame(events)),
  fc.array(event, { minLength: 1, maxLength: 5 }).map((events) => compressedFrame(...events)),
);
const stream = fc.array(frame, { minLength: 1, maxLength: 8 }).map((frames) => Buffer.concat(frames));

test('frames are the same wherever the only border between two reads lies', () => {
  fc.assert(
    fc.property(stream, (bytes) => {
      const whole = told([bytes]);
      for (let border = 1; border < bytes.length; border++) {
        expect(told([bytes.subarray(0, border), bytes.subarray(border)])).toEqual(whole);
      }
    }),
    { numRuns: 50 },
  );
});

test('frames are the same in reads of any size, down to single bytes', () => {
  const sizes = fc.oneof(fc.constant([1]), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }));
  fc.assert(
    fc.property(stream, sizes, (bytes, cuts) => {
      const chunks: Uint8Array[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const end = at + cuts[turn % cuts.length]!;
        chunks.push(bytes.subarray(at, end));
        at = end;
      }
      expect(told(chunks)).toEqual(told([bytes]));
    }),
  );
});
