import { describeFault, nameOfValue } from '../kit/json/fault.js';
import { isBlank, scanValue, skipBlanks } from '../kit/json/scan.js';
import type { Frame, Framer, FramerLimits } from './framer.js';
import { resynchronise } from './resynchronise.js';

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

  /** The rest of a value that was given up: to the next line that begins like a record. */
  const inLongValue = (bytes: Uint8Array, from: number, state: number, final: boolean): Frame => {
    const found = resynchronise(bytes, from, { from, depth: Infinity, column: 0 });
    const next = found?.next ?? bytes.length;
    const more = found === undefined && !final;
    const fault = {
      kind: 'fault',
      start: from,
      end: found?.end ?? next,
      next,
      at: from,
      reason: tooLong,
      more,
    } as const;
    return { ...fault, state: more ? state : state - IN_LONG_VALUE };
  };

  const value = (bytes: Uint8Array, from: number, state: number, final: boolean): Frame => {
    const length = bytes.length;
    const after = state === AT_TOP ? AT_TOP : AT_SEPARATOR;
    const scan = scanValue(bytes, from, length);
    if (scan.outcome === 'ok') {
      if (bytes[from] === OPEN_OBJECT) {
        if (scan.at - from <= maxLineBytes)
          return { kind: 'record', start: from, end: scan.at, next: scan.at, state: after };
        return {
          kind: 'fault',
          start: from,
          end: scan.at,
          next: scan.at,
          state: after,
          at: from,
          reason: tooLong,
          more: false,
        };
      }
      // A number may go on in the bytes that are still to come.
      if (scan.at === length && !final) return { kind: 'starved' };
      const reason = `not an object but ${nameOfValue(bytes[from]!)}`;
      return { kind: 'fault', start: from, end: scan.at, next: scan.at, state: after, at: from, reason, more: false };
    }
    if (scan.outcome === 'open' && !final) {
      if (length - from <= maxLineBytes) return { kind: 'starved' };
      return {
        kind: 'fault',
        start: from,
        end: length,
        next: length,
        state: after + IN_LONG_VALUE,
        at: from,
        reason: tooLong,
        more: true,
      };
    }
    const found = resynchronise(bytes, scan.at, { from, depth: scan.depth, column: columnOf(bytes, from) });
    if (found === undefined && !final && length - from <= maxLineBytes) return { kind: 'starved' };
    const reason = describeFault(bytes, scan.at, length);
    const end = found?.end ?? length;
    const next = found?.next ?? length;
    const more = found === undefined && !final;
    return {
      kind: 'fault',
      start: from,
      end,
      next,
      state: more ? after + IN_LONG_VALUE : after,
      at: scan.at,
      reason,
      more,
    };
  };

  return {
    next(bytes, from, state, final) {
      if (state >= IN_LONG_VALUE) return inLongValue(bytes, from, state, final);
      const at = skipBlanks(bytes, from, bytes.length);
      if (at === bytes.length) {
        if (!final || state === AT_TOP) return { kind: 'gap', next: at, state };
        const reason = 'the array is not closed: the file may have been cut short';
        return { kind: 'fault', start: at, end: at, next: at, state: AT_TOP, at, reason, more: false };
      }
      const byte = bytes[at];
      if (byte === OPEN_ARRAY && state === AT_TOP) return { kind: 'gap', next: at + 1, state: AT_FIRST_ELEMENT };
      if (byte === CLOSE_ARRAY && state !== AT_TOP) return { kind: 'gap', next: at + 1, state: AT_TOP };
      if (byte === COMMA && state === AT_SEPARATOR) return { kind: 'gap', next: at + 1, state: AT_ELEMENT };
      if (byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) return stray(bytes, at, state);
      return value(bytes, at, state, final);
    },
  };
}

/** Punctuation where a value should begin. */
function stray(bytes: Uint8Array, at: number, state: number): Frame {
  const reason = describeFault(bytes, at, bytes.length);
  return { kind: 'fault', start: at, end: at + 1, next: at + 1, state, at, reason, more: false };
}

/** How many bytes of the same line stand before `at`, an opening bracket of the array not counted. */
function columnOf(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && bytes[start - 1] !== 0x0a && (isBlank(bytes[start - 1]!) || bytes[start - 1] === OPEN_ARRAY))
    start--;
  return at - start;
}
