import { deflateSync } from 'node:zlib';

/** Frames of lumberjack, as a sender of Beats writes them. */
const number = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

export const windowFrame = (events: number, version = '2') =>
  Buffer.concat([Buffer.from(`${version}W`), number(events)]);

export function jsonFrame(sequence: number, json: string | Uint8Array): Buffer {
  const payload = Buffer.from(json);
  return Buffer.concat([Buffer.from('2J'), number(sequence), number(payload.length), payload]);
}

/** An event of version 1. */
export function dataFrame(sequence: number, fields: Readonly<Record<string, string>>, version = '1'): Buffer {
  const texts = Object.entries(fields)
    .flat()
    .map((text) => Buffer.from(text));
  const pieces = texts.flatMap((text) => [number(text.length), text]);
  return Buffer.concat([Buffer.from(`${version}D`), number(sequence), number(texts.length / 2), ...pieces]);
}

export function compressedFrame(...frames: readonly Uint8Array[]): Buffer {
  const payload = deflateSync(Buffer.concat(frames));
  return Buffer.concat([Buffer.from('2C'), number(payload.length), payload]);
}

/** A whole window of events, each in a frame of its own. */
export function windowOf(...events: readonly string[]): Buffer {
  return Buffer.concat([windowFrame(events.length), ...events.map((json, index) => jsonFrame(index + 1, json))]);
}

export const ackFrame = (sequence: number, version = '2') =>
  Buffer.concat([Buffer.from(`${version}A`), number(sequence)]);
