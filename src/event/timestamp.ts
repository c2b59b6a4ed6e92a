import { unquote } from '../kit/json/text.js';
import { isDigit } from '../kit/json/scan.js';

const EARLIEST = Date.UTC(1990, 0, 1);
const DAY = 86_400_000;

/** `2026-01-31T12:00:00.123456+01:00`, with all that ISO 8601 and RFC 3339 leave open: see docs/events.md. */
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: ?([Zz]|[+-]\d\d(?::?\d\d)?))?)?$/;
const NUMBER = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Reads a timestamp from a JSON value and writes it as ISO 8601 in UTC with three to nine digits of a second.
 * A number counts seconds (below 1e11), milliseconds (below 1e14), microseconds (below 1e17) or nanoseconds
 * since 1970, in a string as well. A time without an offset is UTC.
 * @param now milliseconds since 1970; a time later than a day from then is not believed.
 * @returns undefined where the value is no time, or one outside 1990 … now + 1 day.
 */
export function readTimestamp(value: Uint8Array, now: number): string | undefined {
  if (value[0] === 0x22) {
    const text = unquote(value);
    return fromIso(text, now) ?? fromNumber(text, now);
  }
  return isDigit(value[0]!) ? fromNumber(Buffer.from(value).toString('latin1'), now) : undefined;
}

/** A time in the form that `readTimestamp` gives. */
export function formatTimestamp(milliseconds: number, digitsBelow = ''): string {
  const iso = new Date(milliseconds).toISOString();
  const kept = digitsBelow.slice(0, 6).replace(/0+$/, '');
  return kept === '' ? iso : `${iso.slice(0, -1)}${kept}Z`;
}

function fromIso(text: string, now: number): string | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0));
  // Date.UTC takes a year below 100 for one of the twentieth century.
  if (year! < 1900 || hour > 23 || minute > 59 || second > 60) return undefined;
  const midnight = Date.UTC(year!, month! - 1, day);
  // Date.UTC carries 31 April over into May; no log means that.
  if (new Date(midnight).getUTCDate() !== day || new Date(midnight).getUTCMonth() !== month! - 1) return undefined;
  const offset = offsetMinutes(match[8] ?? 'Z');
  if (offset === undefined) return undefined;
  const fraction = (match[7] ?? '').padEnd(3, '0');
  const time = midnight + ((hour * 60 + minute - offset) * 60 + second) * 1000 + Number(fraction.slice(0, 3));
  return believed(time, fraction.slice(3), now);
}

/** Minutes east of Greenwich. */
function offsetMinutes(offset: string): number | undefined {
  if (offset === 'Z' || offset === 'z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(':', '') || 0);
  if (hours > 23 || minutes > 59) return undefined;
  return (offset[0] === '-' ? -1 : 1) * (hours * 60 + minutes);
}

function fromNumber(text: string, now: number): string | undefined {
  const match = NUMBER.exec(text);
  if (!match) return undefined;
  const size = Number(text);
  const unit = size < 1e11 ? 9 : size < 1e14 ? 6 : size < 1e17 ? 3 : 0;
  // The point is moved in the digits themselves: a double has too few of them for nanoseconds.
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const point = whole.length + Number(exponent) + unit;
  if (point < 1 || point > 20) return undefined;
  const nanoseconds = (whole + fraction).padEnd(point, '0').slice(0, point).padStart(7, '0');
  return believed(Number(nanoseconds.slice(0, -6)), nanoseconds.slice(-6), now);
}

function believed(milliseconds: number, digitsBelow: string, now: number): string | undefined {
  if (milliseconds < EARLIEST || milliseconds > now + DAY) return undefined;
  return formatTimestamp(milliseconds, digitsBelow);
}
