import {
  byte,
  capitals,
  CLOSE_ARRAY,
  COLON,
  COMMA,
  isDigit,
  lettersAt,
  MINUS,
  OPEN_ARRAY,
  PLUS,
  POINT,
  SPACE,
} from './bytes';
import { useReadTime, useTime } from './event';
import { writeLevel } from './level';
import { findName, LEVEL_WORDS } from './names';
import { digitsAt, digitsIn } from './scalars';
import { readIso } from './time';

/**
 * The time and the level that a line of text begins with: the expressions of src/parse/text.ts, read by hand.
 * A line ends with a line feed or a carriage return, so what looks for anything else stops there.
 */

const UNSURE: usize = 1;
const LONGEST_LEVEL: u32 = 9;
/** Where digits stand in `YYYY-MM-DD hh:mm`, the first character being the lowest bit. */
const MINUTE_DIGITS: u32 = 0b1101_1011_0110_1111;

let hasTime = false;
let hasLevel = false;

/** Whether the latest line begins with a time. It is then that of the event. */
export function beginsWithTime(): bool {
  return hasTime;
}

/** Whether a level was found in the latest line. It is then written. */
export function beginsWithLevel(): bool {
  return hasLevel;
}

/** Reads what a line begins with. False where the reference lane must. */
export function readHead(start: usize, end: usize): bool {
  hasLevel = false;
  const first = byte(start) == OPEN_ARRAY ? start + 1 : start;
  const timeEnd = endOfTime(first, end);
  if (timeEnd == UNSURE) return false;
  hasTime = timeEnd != 0;
  if (!hasTime) {
    useReadTime();
    return findLevel(start, end);
  }
  if (!readIso(first, timeEnd)) return false;
  useTime(first);
  return findLevel(byte(timeEnd) == CLOSE_ARRAY ? timeEnd + 1 : timeEnd, end);
}

/** Just past `YYYY-MM-DD hh:mm:ss` with fraction and offset; 0 where there is none. */
function endOfTime(p: usize, end: usize): usize {
  if (digitsIn(v128.load(p)) != MINUTE_DIGITS || digitsAt(p + 17) != 2) return 0;
  const parting = byte(p + 10);
  if (parting != 0x54 && parting != SPACE) return 0;
  if (byte(p + 4) != MINUS || byte(p + 7) != MINUS || byte(p + 13) != COLON || byte(p + 16) != COLON) return 0;
  let time = p + 19;
  if (byte(time) == POINT || byte(time) == COMMA) {
    const digits = digitsAt(time + 1);
    if (digits == 0 || digits > 9) return 0;
    time += digits + 1;
  }
  const zone = endOfZone(byte(time) == SPACE ? time + 1 : time);
  if (zone) {
    if (isUnknown(byte(zone))) return UNSURE;
    if (isBoundary(zone, end)) return zone;
  }
  if (isUnknown(byte(time))) return UNSURE;
  return isBoundary(time, end) ? time : 0;
}

function endOfZone(p: usize): usize {
  const sign = byte(p);
  if (sign == 0x5a) return p + 1;
  if ((sign != PLUS && sign != MINUS) || !isDigit(byte(p + 1)) || !isDigit(byte(p + 2))) return 0;
  const minutes = byte(p + 3) == COLON ? p + 4 : p + 3;
  return isDigit(byte(minutes)) && isDigit(byte(minutes + 1)) ? minutes + 2 : 0;
}

/** Whether a character may be one of the blanks beyond ASCII. */
function isUnknown(character: u32): bool {
  return character >= 0x80;
}

/** Whether a word ends at `p`: at a blank, a bracket, a bar, or the end of the line. */
function isBoundary(p: usize, end: usize): bool {
  return p == end || byte(p) == CLOSE_ARRAY || isBlankOrBar(byte(p));
}

function isBlankOrBar(character: u32): bool {
  return character == SPACE || character == 0x7c || character - 0x09 < 5;
}

function skipMarks(from: usize): usize {
  let p = from;
  while (true) {
    const character = byte(p);
    if (character != SPACE && character != 0x09 && character != 0x7c && character != MINUS) return p;
    p++;
  }
}

/** Finds the level, behind at most one word in brackets. False where the reference lane must look. */
function findLevel(from: usize, end: usize): bool {
  const start = skipMarks(from);
  if (byte(start) != OPEN_ARRAY) return wordLevel(start, end);
  if (bracketedLevel(start)) return true;
  let close = start + 1;
  while (close < end && byte(close) != CLOSE_ARRAY) close++;
  if (close >= end) return true;
  const next = skipMarks(close + 1);
  if (byte(next) != OPEN_ARRAY) return wordLevel(next, end);
  bracketedLevel(next);
  return true;
}

function wordLevel(word: usize, end: usize): bool {
  const length = lettersAt(word);
  if (!isLevel(word, length)) return true;
  const next = byte(word + length);
  const marked = next == COLON;
  if (!marked && word + length != end && !isBlankOrBar(next) && !isUnknown(next)) return true;
  // Small letters count only in front of a colon.
  const small = writeLevel(word, length);
  if (!marked && !small && word + length != end && isUnknown(next)) return false;
  hasLevel = marked || !small;
  return true;
}

/** A level in brackets at `start`, in large or small letters. */
function bracketedLevel(start: usize): bool {
  const word = skipSpaces(start + 1);
  const length = lettersAt(word);
  if (byte(skipSpaces(word + length)) != CLOSE_ARRAY || !isLevel(word, length)) return false;
  writeLevel(word, length);
  hasLevel = true;
  return true;
}

function skipSpaces(from: usize): usize {
  let p = from;
  while (byte(p) == SPACE) p++;
  return p;
}

const WORD = memory.data(16, 16);

function isLevel(word: usize, length: u32): bool {
  if (length < 3 || length > LONGEST_LEVEL) return false;
  v128.store(WORD, capitals(v128.load(word)));
  return findName(LEVEL_WORDS, WORD, length) != 0;
}
