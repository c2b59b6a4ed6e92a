import { describeFault, nameOfValue } from '../kit/json/fault.js';
import { scanValue, skipBlanks } from '../kit/json/scan.js';
import type { Frame, Framer, FramerLimits } from './framer.js';
import { resynchronise } from './resynchronise.js';

const LINE_FEED = 0x0a;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Outside any array. */
const AT_TOP = 0;
/** Behind `[`: an element or `]`. */
const AT_FIRST_ELEMENT = 1;
/** Behind an element: a comma or `]`. */
const AT_SEPARATOR = 2;
/** Behind a comma: an element. */
const AT_ELEMENT = 3;
/** Added to one of the above: inside a value that is too long. */
const IN_LONG_VALUE = 4;

/**
 * A record an object, wherever its lines end: the elements of an array, or objects one after the other.
 * A value that is wrong costs itself alone: reading goes on where the next one begins.
 */
export function jsonValueFramer({ maxLineBytes }: FramerLimits): Framer {
  const tooLong = `the value is longer than ${maxLineBytes} bytes`;

  const value = (bytes: Uint8Array, from: number, place: Place): Frame => {
    const { state, final } = place;
    const after = state === AT_TOP ? AT_TOP : AT_SEPARATOR;
    // Bytes beyond the longest record are not looked at: what is found must not depend on how many were read.
    const full = from + maxLineBytes + 1;
    const limit = Math.min(bytes.length, full);
    const ends = final && limit === bytes.length;
    const fault = (at: number, reason: string, end: number, next = end, state = after): Frame => ({
      kind: 'fault',
      start: from,
      end,
      next,
      state,
      at,
      reason,
      more: false,
    });
    const unfinished = (at: number, reason: string): Frame => {
      if (limit < full) return { kind: 'starved' };
      const state = after + IN_LONG_VALUE;
      return { kind: 'fault', start: from, end: limit, next: limit, state, at, reason, more: true };
    };

    const scan = scanValue(bytes, from, limit);
    const isObject = bytes[from] === OPEN_OBJECT;
    // A number may go on in the bytes that are still to come.
    const open = scan.outcome === 'open' || (scan.outcome === 'ok' && !isObject && scan.at === limit);
    if (open && !ends) return unfinished(from, tooLong);
    if (scan.outcome === 'ok') {
      if (!isObject) return fault(from, `not an object but ${nameOfValue(bytes[from]!)}`, scan.at);
      if (scan.at === full) return fault(from, tooLong, scan.at);
      return { kind: 'record', start: from, end: scan.at, next: scan.at, state: after };
    }
    const reason = describeFault(bytes, scan.at, limit, from);
    const wreck = { from, depth: scan.depth, column: place.column };
    const found = resynchronise(bytes.subarray(0, limit), scan.at, wreck);
    if (found) return fault(scan.at, reason, found.end, found.next);
    if (!ends) return unfinished(scan.at, reason);
    // The array that it stood in, if any, ended with it.
    return fault(scan.at, reason, limit, limit, AT_TOP);
  };

  /** The rest of a value that was given up: to the next line that begins like a record. */
  const inLongValue = (bytes: Uint8Array, from: number, state: number, final: boolean): Frame => {
    const fault = { kind: 'fault', start: from, at: from, reason: tooLong } as const;
    const record = lineOfRecord(bytes, from);
    if (record >= 0) return { ...fault, end: record, next: record, state: state - IN_LONG_VALUE, more: false };
    if (final) return { ...fault, end: bytes.length, next: bytes.length, state: AT_TOP, more: false };
    // A line feed at the end may stand before a record: it is looked at again when more is there.
    const end = bytes[bytes.length - 1] === LINE_FEED ? bytes.length - 1 : bytes.length;
    return end === from ? { kind: 'starved' } : { ...fault, end, next: end, state, more: true };
  };

  /** Blanks at the end of what was read. Those of the last line stay, to tell how far the next value is indented. */
  const blanksAtEnd = (bytes: Uint8Array, from: number, state: number): Frame => {
    const line = bytes.lastIndexOf(LINE_FEED);
    if (line > from) return { kind: 'gap', next: line, state };
    return bytes.length - from > maxLineBytes ? { kind: 'gap', next: bytes.length, state } : { kind: 'starved' };
  };

  return {
    next(bytes, from, state, final) {
      if (state >= IN_LONG_VALUE) return inLongValue(bytes, from, state, final);
      const at = skipBlanks(bytes, from, bytes.length);
      if (at === bytes.length) {
        if (!final) return blanksAtEnd(bytes, from, state);
        if (state === AT_TOP) return { kind: 'gap', next: at, state };
        const reason = 'the array is not closed: the file may have been cut short';
        return { kind: 'fault', start: at, end: at, next: at, state: AT_TOP, at, reason, more: false };
      }
      const byte = bytes[at];
      if (byte === OPEN_ARRAY && state === AT_TOP) return { kind: 'gap', next: at + 1, state: AT_FIRST_ELEMENT };
      if (byte === CLOSE_ARRAY && state !== AT_TOP) return { kind: 'gap', next: at + 1, state: AT_TOP };
      if (byte === COMMA && state === AT_SEPARATOR) return { kind: 'gap', next: at + 1, state: AT_ELEMENT };
      if (byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) return stray(bytes, at, state);
      return value(bytes, at, { state, final, column: columnOf(bytes, from, at, state) });
    },
  };
}

/** What is known where a value begins. */
interface Place {
  readonly state: number;
  readonly final: boolean;
  /** How far it is indented. */
  readonly column: number;
}

/** Punctuation where a value should begin. */
function stray(bytes: Uint8Array, at: number, state: number): Frame {
  const reason = describeFault(bytes, at, bytes.length, at);
  return { kind: 'fault', start: at, end: at + 1, next: at + 1, state, at, reason, more: false };
}

/** How many blanks stand before `at` in its line; the opening bracket of the array counts as one. */
function columnOf(bytes: Uint8Array, from: number, at: number, state: number): number {
  const line = bytes.subarray(from, at).lastIndexOf(LINE_FEED);
  if (line >= 0) return at - from - line - 1;
  return at - from + (state === AT_FIRST_ELEMENT ? 1 : 0);
}

/** The first object that begins a line behind `from`, or -1. */
function lineOfRecord(bytes: Uint8Array, from: number): number {
  let line = bytes.indexOf(LINE_FEED, from);
  while (line >= 0 && bytes[line + 1] !== OPEN_OBJECT) line = bytes.indexOf(LINE_FEED, line + 1);
  return line < 0 ? -1 : line + 1;
}
