import type { Parcel } from '../../model/sink.js';

/** Version 2 of the lumberjack protocol, and its kinds of frames, as go-lumber and logstash-input-beats have them. */
export const VERSION = 0x32;
export const KIND_WINDOW = 0x57;
export const KIND_JSON = 0x4a;
export const KIND_ACK = 0x41;

/** `2W` and how many events follow: unsigned, 32 bits, big-endian, as all numbers of the protocol. */
const WINDOW_HEADER = 6;
/** `2J`, the event's number in its window (from 1), and how many bytes follow. */
const JSON_HEADER = 10;
/** An event is a frame of its own, and needs no line end. */
const LINE_END = 1;

/** The events of a parcel as a window of frames, in memory of its own: the batch may go before the socket is done. */
export function encodeWindow({ batch, from, to }: Parcel): Buffer {
  const first = from === 0 ? 0 : batch.endOf(from - 1);
  const events = to - from;
  const frames = Buffer.allocUnsafe(WINDOW_HEADER + events * (JSON_HEADER - LINE_END) + (batch.endOf(to - 1) - first));
  frames[0] = VERSION;
  frames[1] = KIND_WINDOW;
  let at = frames.writeUInt32BE(events, 2);
  for (let event = from, start = first; event < to; event++) {
    const end = batch.endOf(event);
    const length = end - start - LINE_END;
    frames[at] = VERSION;
    frames[at + 1] = KIND_JSON;
    frames.writeUInt32BE(event - from + 1, at + 2);
    frames.writeUInt32BE(length, at + 6);
    frames.set(batch.bytes.subarray(start, start + length), at + JSON_HEADER);
    at += JSON_HEADER + length;
    start = end;
  }
  return frames;
}
