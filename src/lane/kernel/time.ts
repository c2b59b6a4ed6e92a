import { byte, COLON, COMMA, isDigit, MINUS, PLUS, POINT, QUOTE, SPACE, ZERO } from './bytes';
import { dayMilliseconds, isDay, twoDigits, writeDay } from './calendar';
import { writeTwo } from './numbers';
import { digitsAt } from './scalars';

/** Times of a record: the usual forms are read here, and all others are left to the reference lane. */

const MINUTE: i64 = 60_000;
const MINUTES_A_DAY: i64 = 1440;
/** 1990; an earlier time is not believed. */
const EARLIEST: i64 = 631_152_000_000;
let latest: i64 = 0;

/** Milliseconds since 1970; a later time is not believed. */
export function setLatest(milliseconds: i64): void {
  latest = milliseconds;
}

// What was read last: milliseconds since 1970, and nanoseconds below.
let milliseconds: i64 = 0;
let nanoseconds: u32 = 0;
let canonical = false;

// The length of the text that was read last, as far as the offset.
let textLength: usize = 0;

/** Whether the text that was read last is what `writeTime` would write. */
export function isCanonical(): bool {
  return canonical;
}

/** The length of such a text, with quotes. */
export function canonicalLength(): usize {
  return textLength + 3;
}

/** Reads a JSON value. */
export function readTime(start: usize, end: usize): bool {
  if (byte(start) != QUOTE) return isDigit(byte(start)) && readEpoch(start, end);
  return readIso(start + 1, end - 1) || readEpoch(start + 1, end - 1);
}

/** `YYYY-MM-DDThh:mm:ss`, any fraction, any offset. */
export function readIso(start: usize, end: usize): bool {
  if (end < start + 19 || !isMinute(start) || byte(start + 16) != COLON) return false;
  const second = twoDigits(start + 17);
  if (second > 59) return false;
  canonical = byte(start + 10) == 0x54;
  const zone = readFraction(start + 19);
  textLength = zone - start;
  return zone != 0 && readZone(zone, end, minuteMilliseconds + <i64>(second * 1000)) && isBelieved();
}

// The latest minute is kept: most records are of the same one.
const minuteText = memory.data(16, 16);
let minuteMilliseconds: i64 = 0;

/** Whether `YYYY-MM-DDThh:mm` stands at `p`; `minuteMilliseconds` then tells when it begins. */
function isMinute(p: usize): bool {
  const text = v128.load(p);
  if (!v128.any_true(v128.xor(text, v128.load(minuteText)))) return true;
  if (!isDay(p)) return false;
  const parting = byte(p + 10);
  if (parting != 0x54 && parting != 0x74 && parting != SPACE) return false;
  const hour = twoDigits(p + 11);
  const minute = twoDigits(p + 14);
  if (hour > 23 || minute > 59 || byte(p + 13) != COLON) return false;
  v128.store(minuteText, text);
  minuteMilliseconds = dayMilliseconds() + <i64>((hour * 60 + minute) * 60_000);
  return true;
}

/** Reads the fraction of a second at `p`, if there is one; gives where it ends, or 0. */
function readFraction(p: usize): usize {
  nanoseconds = 0;
  const point = byte(p);
  if (point != POINT && point != COMMA) {
    canonical = false;
    return p;
  }
  const digits = digitsAt(p + 1);
  if (digits == 0) return 0;
  nanoseconds = digits == 3 ? thousandths(p + 1) * 1_000_000 : fraction(p + 1, digits, 9);
  if (point != POINT || digits < 3 || digits > 9 || (digits > 3 && byte(p + digits) == ZERO)) canonical = false;
  return p + 1 + digits;
}

/** Reads the offset, which must end at `end`. */
function readZone(p: usize, end: usize, time: i64): bool {
  milliseconds = time + <i64>(nanoseconds / 1_000_000);
  nanoseconds %= 1_000_000;
  if (p + 1 == end && byte(p) == 0x5a) return true;
  canonical = false;
  if (p == end) return true;
  const zone = byte(p) == SPACE ? p + 1 : p;
  const sign = byte(zone);
  if (sign == 0x5a || sign == 0x7a) return zone + 1 == end;
  if (sign != PLUS && sign != MINUS) return false;
  const hours = twoDigits(zone + 1);
  let minutes: u32 = 0;
  let last = zone + 3;
  if (last < end) {
    if (byte(last) == COLON) last++;
    minutes = twoDigits(last);
    last += 2;
  }
  if (last != end || hours > 23 || minutes > 59) return false;
  const offset = <i64>(hours * 60 + minutes) * 60_000;
  milliseconds += sign == MINUS ? offset : -offset;
  return true;
}

/** Seconds, milliseconds, microseconds or nanoseconds since 1970, by their size. */
function readEpoch(start: usize, end: usize): bool {
  const whole = digitsAt(start);
  let rest: usize = 0;
  if (start + whole != end) {
    if (byte(start + whole) != POINT) return false;
    rest = digitsAt(start + whole + 1);
    if (rest == 0 || start + whole + 1 + rest != end) return false;
  }
  if (whole == 0 || whole > 19 || byte(start) == ZERO) return false;
  const parts = start + whole + 1;
  const count = <i64>decimal(start, whole);
  // Where the units meet, either of them gives a time that is not believed.
  if (whole < 11) {
    const below = fraction(parts, rest, 9);
    milliseconds = count * 1000 + <i64>(below / 1_000_000);
    nanoseconds = below % 1_000_000;
  } else if (whole < 15) {
    milliseconds = count;
    nanoseconds = fraction(parts, rest, 6);
  } else if (whole < 18) {
    milliseconds = count / 1000;
    nanoseconds = <u32>(count % 1000) * 1000 + fraction(parts, rest, 3);
  } else {
    milliseconds = count / 1_000_000;
    nanoseconds = <u32>(count % 1_000_000);
  }
  canonical = false;
  return whole != 11 && isBelieved();
}

function isBelieved(): bool {
  return milliseconds >= EARLIEST && milliseconds <= latest;
}

function decimal(p: usize, digits: usize): u64 {
  let value: u64 = 0;
  for (let at: usize = 0; at < digits; at++) value = value * 10 + <u64>(byte(p + at) - ZERO);
  return value;
}

/** Three digits of a fraction, which most have. */
function thousandths(p: usize): u32 {
  return byte(p) * 100 + byte(p + 1) * 10 + byte(p + 2) - ZERO * 111;
}

/** The first digits of a fraction, as if it had `places` of them. */
function fraction(p: usize, digits: usize, places: usize): u32 {
  let value: u32 = 0;
  for (let at: usize = 0; at < places; at++) value = value * 10 + (at < digits ? byte(p + at) - ZERO : 0);
  return value;
}

const TEXT = memory.data(64, 16);

let writtenMinute: i64 = -1;

/** Writes what was read last as `"YYYY-MM-DDThh:mm:ss.mmm[uuu[nnn]]Z"` in UTC, quotes included. Gives its length. */
export function writeTime(): usize {
  const minute = milliseconds / MINUTE;
  const rest = <u32>(milliseconds - minute * MINUTE);
  if (minute != writtenMinute) writeMinute(minute);
  const second = rest / 1000;
  const millis = rest - second * 1000;
  writeTwo(TEXT + 18, second);
  store<u8>(TEXT, <u8>(ZERO + millis / 100), 21);
  writeTwo(TEXT + 22, millis % 100);
  let end = TEXT + 24;
  let below = nanoseconds;
  for (let unit: u32 = 100_000; below > 0; unit /= 10) {
    store<u8>(end++, <u8>(ZERO + below / unit));
    below %= unit;
  }
  store<u16>(end, 0x225a);
  return end + 2 - TEXT;
}

/** Writes a minute, and what stands around it. */
function writeMinute(minute: i64): void {
  const day = minute / MINUTES_A_DAY;
  const rest = <u32>(minute - day * MINUTES_A_DAY);
  store<u8>(TEXT, QUOTE);
  writeDay(TEXT + 1, <i32>day);
  store<u8>(TEXT, 0x54, 11);
  writeTwo(TEXT + 12, rest / 60);
  store<u8>(TEXT, COLON, 14);
  writeTwo(TEXT + 15, rest % 60);
  store<u8>(TEXT, COLON, 17);
  store<u8>(TEXT, POINT, 20);
  writtenMinute = minute;
}

/** Where `writeTime` writes. */
export function timeText(): usize {
  return TEXT;
}
