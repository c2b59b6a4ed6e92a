import { expect, test } from 'vitest';
import { AckReader } from '../../../src/sinks/beats/ack-reader.js';
import { encodeWindow as encode, windowBytes } from '../../../src/sinks/beats/frames.js';
import type { Parcel } from '../../../src/model/sink.js';
import { batchOf, jsonLines } from '../../support/batch.js';

const encodeWindow = (parcel: Parcel) => encode(parcel, Buffer.alloc(windowBytes(parcel) + 7, 0xff));

const batch = batchOf(['{"a":1}', '{"b":22}', '{"c":"é"}'], jsonLines);

/** Reads a window back, as the specification says. */
function decode(frames: Buffer): { count: number; events: { number: number; text: string }[] } {
  expect(frames.subarray(0, 2).toString()).toBe('2W');
  const events = [];
  for (let at = 6; at < frames.length;) {
    expect(frames.subarray(at, at + 2).toString()).toBe('2J');
    const length = frames.readUInt32BE(at + 6);
    events.push({
      number: frames.readUInt32BE(at + 2),
      text: frames.subarray(at + 10, at + 10 + length).toString(),
    });
    at += 10 + length;
  }
  return { count: frames.readUInt32BE(2), events };
}

test('a window holds its events, numbered from 1, without line ends', () => {
  const lines = Buffer.from(batch.bytes).toString().trimEnd().split('\n');
  expect(decode(encodeWindow({ batch, from: 0, to: 3 }))).toEqual({
    count: 3,
    events: lines.map((text, index) => ({ number: index + 1, text })),
  });
});

test('a part of a batch is a window of its own', () => {
  const lines = Buffer.from(batch.bytes).toString().trimEnd().split('\n');
  expect(decode(encodeWindow({ batch, from: 1, to: 3 }))).toEqual({
    count: 2,
    events: lines.slice(1).map((text, index) => ({ number: index + 1, text })),
  });
});

test('acks are read wherever the connection cuts them', () => {
  const bytes = Buffer.from([0x32, 0x41, 0, 0, 0, 0, 0x32, 0x41, 0, 0, 1, 2, 0x32, 0x41, 0, 0, 0, 7]);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const reader = new AckReader();
    expect([...reader.read(bytes.subarray(0, cut)), ...reader.read(bytes.subarray(cut))]).toEqual([0, 258, 7]);
  }
});

test('what is no ack is refused', () => {
  expect(() => new AckReader().read(Buffer.from('HTTP/1.1 400'))).toThrow('does not answer as a Beats input');
});
