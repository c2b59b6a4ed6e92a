import type { Framer } from '../../src/frame/framer.js';

/** What a framer makes of a whole source, in short: records as their text, faults with their place and reason. */
export type ShortFrame = string | { readonly fault: string; readonly at: number; readonly text: string };

/** Cuts a whole source. Every byte must lie in a frame, and in one only. */
export function framesOf(framer: Framer, source: string): ShortFrame[] {
  const bytes = Buffer.from(source);
  const frames: ShortFrame[] = [];
  let at = 0;
  let state = 0;
  for (;;) {
    const last = at === bytes.length;
    const frame = framer.next(bytes, at, state, true);
    if (frame.kind === 'starved') throw new Error(`starved at ${at}, where no more bytes follow`);
    if (frame.kind === 'record') frames.push(bytes.toString('utf8', frame.start, frame.end));
    if (frame.kind === 'fault') {
      frames.push({ fault: frame.reason, at: frame.at, text: bytes.toString('utf8', frame.start, frame.end) });
    }
    ({ next: at, state } = frame);
    if (last) return frames;
  }
}
