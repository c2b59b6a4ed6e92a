import { describe, expect, test } from 'vitest';
import { type Frame, FrameReader } from '../../../src/receive/beats/frame-reader.js';
import { compressedFrame, dataFrame, jsonFrame, windowFrame } from '../../support/lumberjack-frames.js';

const LIMITS = { eventBytes: 100, windowEvents: 1000 };

function read(bytes: Uint8Array, reader = new FrameReader(LIMITS)): Frame[] {
  return [...reader.push(Buffer.from(bytes))];
}

describe('a frame', () => {
  test('of each kind is read', () => {
    const deflated = compressedFrame(jsonFrame(1, '{"a":1}'));
    const bytes = [windowFrame(3), jsonFrame(1, '{"é":1}'), dataFrame(2, { line: 'ü', empty: '' }), deflated];
    expect(read(Buffer.concat(bytes))).toEqual([
      { kind: 'window', version: 0x32, events: 3 },
      { kind: 'event', sequence: 1, json: Buffer.from('{"é":1}') },
      { kind: 'event', sequence: 2, json: Buffer.from('{"line":"ü","empty":""}') },
      { kind: 'deflated', bytes: deflated.subarray(6), left: 0 },
    ]);
  });

  test('that is not whole is held, and nothing else', () => {
    const reader = new FrameReader(LIMITS);
    const frame = jsonFrame(1, '{"a":1}');
    expect(reader.between).toBe(true);
    expect(read(frame.subarray(0, -1), reader)).toEqual([]);
    expect(reader).toMatchObject({ held: 6, between: false });
    expect(read(frame.subarray(-1), reader)).toHaveLength(1);
    expect(reader).toMatchObject({ held: 0, between: true });
  });

  test('that is compressed is handed on as it comes', () => {
    const reader = new FrameReader(LIMITS);
    const frame = compressedFrame(jsonFrame(1, '{"a":1}'));
    expect(read(frame.subarray(0, 8), reader)).toMatchObject([{ kind: 'deflated', left: frame.length - 8 }]);
    expect(reader.held).toBe(0);
  });
});

test.each([
  ['GET / HTTP/1.1\r\n', '0x47, which begins no frame'],
  ['{"a":1}\n', '0x7b, which begins no frame'],
  ['\u0016\u0003\u0001', '0x16, which begins no frame'],
  ['2X', 'a frame of the unknown kind 0x58'],
  [windowFrame(1001), 'a window of 1001 events'],
  [windowFrame(0xffffffff), 'a window of 4294967295 events'],
  [jsonFrame(1, 'x'.repeat(101)), 'an event of 101 bytes, more than the 100 that are taken'],
  [Buffer.concat([Buffer.from('2J'), Buffer.alloc(8, 0xff)]), 'an event of 4294967295 bytes'],
  [jsonFrame(1, ''), 'an event without content'],
  [Buffer.from('2C\0\0\0\0'), 'a compressed frame without content'],
  [dataFrame(1, { a: 'x'.repeat(60), b: 'x'.repeat(60) }), 'more than the 100 that are taken'],
  [Buffer.concat([Buffer.from('1D'), Buffer.alloc(8, 0xff)]), 'an event of 4294967295 fields'],
])('%j is refused: %s', (bytes, reason) => {
  expect(() => read(Buffer.from(bytes))).toThrow(reason);
});

test('what is within a compressed frame is no window and is not compressed again', () => {
  for (const frame of [windowFrame(1), compressedFrame(jsonFrame(1, '{}'))]) {
    expect(() => read(frame, new FrameReader(LIMITS, true))).toThrow('within a compressed one');
  }
});
