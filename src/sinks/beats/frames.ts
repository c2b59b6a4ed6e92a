import type { Parcel } from '../../model/sink.js';

/** Version 2 of the lumberjack protocol, and its kinds of frames, as go-lumber and logstash-input-beats have them. */
export const VERSION = 0x32;
export const KIND_WINDOW = 0x57;
export const KIND_JSON = 0x4a;
export const KIND_COMPRESSED = 0x43;
export const KIND_ACK = 0x41;

/** `2W` and how many events follow: unsigned, 32 bits, big-endian, as all numbers of the protocol. */
export const WINDOW_HEADER = 6;
/** `2J`, the event's number in its window (from 1), and how many bytes follow. */
const JSON_HEADER = 10;
/** `2C`, and how many bytes of zlib follow: JSON frames, compressed. */
export const COMPRESSED_HEADER = 6;
/** An event is a frame of its own, and needs no line end. */
const LINE_END = 1;

/** Bytes of a parcel as a window of frames. */
export function windowBytes({ batch, from, to }: Parcel): number {
  return WINDOW_HEADER + (to - from) * (JSON_HEADER - LINE_END) + batch.endOf(to - 1) - startOf(batch, from);
}

/**
 * Lays the events of a parcel out as a window of frames. `memory` holds at least `windowBytes`. An event is never
 * empty, so neither is a frame: a beats input hangs on one without bytes.
 */
export function encodeWindow({ batch, from, to }: Parcel, memory: Buffer): Buffer {
  const first = startOf(batch, from);
  const frames = memory.subarray(0, windowBytes({ batch, from, to }));
  // All events at once to the end of the memory, and from there each to its place, before its header is written: that
  // costs less than half of what a copy for each event costs. The room in front of an event is that of the headers that
  // are to come, so no event is written over before it was moved.
  const shift = frames.length - (batch.endOf(to - 1) - first);
  frames.set(batch.bytes.subarray(first, batch.endOf(to - 1)), shift);
  let at = writeHeader(frames, 0, KIND_WINDOW, to - from);
  for (let event = from, start = first; event < to; event++) {
    const end = batch.endOf(event);
    const length = end - start - LINE_END;
    const origin = shift + start - first;
    frames.copyWithin(at + JSON_HEADER, origin, origin + length);
    at = writeHeader(frames, at, KIND_JSON, event - from + 1);
    at = writeNumber(frames, at, length) + length;
    start = end;
  }
  return frames;
}

/** The headers of a window whose frames are compressed: `payload` bytes of zlib follow. */
export function compressedHeader(events: number, payload: number): Buffer {
  const header = Buffer.allocUnsafe(WINDOW_HEADER + COMPRESSED_HEADER);
  writeHeader(header, writeHeader(header, 0, KIND_WINDOW, events), KIND_COMPRESSED, payload);
  return header;
}

function startOf(batch: Parcel['batch'], event: number): number {
  return event === 0 ? 0 : batch.endOf(event - 1);
}

function writeHeader(frames: Buffer, at: number, kind: number, number: number): number {
  frames[at] = VERSION;
  frames[at + 1] = kind;
  return writeNumber(frames, at + 2, number);
}

/** Byte by byte: `writeUInt32BE` checks what is known here, a million times a second. */
function writeNumber(frames: Buffer, at: number, number: number): number {
  frames[at] = number >>> 24;
  frames[at + 1] = number >>> 16;
  frames[at + 2] = number >>> 8;
  frames[at + 3] = number;
  return at + 4;
}
