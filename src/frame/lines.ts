import { isBlank, skipBlanks } from '../kit/json/scan.js';
import type { Frame, Framer, FramerLimits } from './framer.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Between two lines. */
const AT_LINE = 0;
/** Inside a line that is too long: what follows belongs to the same fault. */
const IN_LONG_LINE = 1;

/**
 * A record a line; lines end with LF or CRLF, the last one with the source. Blank lines are no records.
 * @param trim whether blanks around a record are left out of it (JSON) or belong to it (text).
 */
export function lineFramer({ maxLineBytes }: FramerLimits, trim: boolean): Framer {
  const reason = `the line is longer than ${maxLineBytes} bytes`;
  const tooLong = (start: number, end: number, next: number, more: boolean): Frame => ({
    kind: 'fault',
    start,
    end,
    next,
    at: start,
    reason,
    more,
    state: more ? IN_LONG_LINE : AT_LINE,
  });

  return {
    next(bytes, from, state, final) {
      const feed = bytes.indexOf(LINE_FEED, from);
      const whole = feed >= 0 || final;
      const end = feed >= 0 ? feed : bytes.length;
      const next = feed >= 0 ? feed + 1 : bytes.length;
      if (state === IN_LONG_LINE) return tooLong(from, end, next, !whole);
      // The line is measured as it stands, blanks and all: more could not be told before its end is read.
      if (end - from > maxLineBytes) return tooLong(from, end, next, !whole);
      if (!whole) return { kind: 'starved' };

      const first = skipBlanks(bytes, from, end);
      if (first === end) return { kind: 'gap', next, state: AT_LINE };
      const start = trim ? first : from;
      const last = trim ? trimBlanks(bytes, end) : trimReturn(bytes, end);
      return { kind: 'record', start, end: last, next, state: AT_LINE };
    },
  };
}

function trimBlanks(bytes: Uint8Array, end: number): number {
  let last = end;
  while (isBlank(bytes[last - 1]!)) last--;
  return last;
}

function trimReturn(bytes: Uint8Array, end: number): number {
  return bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
}
