import {
  BLANKS,
  BLANKS_IN_LINE,
  byte,
  CARRIAGE_RETURN,
  CLOSE_ARRAY,
  COMMA,
  findFeed,
  LINE_FEED,
  OPEN_ARRAY,
  OPEN_OBJECT,
  skipBlanks,
} from './bytes';
import { isFull } from './output';
import { encodeRecord, endOfRecord, isTooLong } from './records';
import { encodeLine } from './text-lines';

/**
 * Cuts a stretch into records, as src/frame/ does, and encodes them. All functions stop at the end of the stretch,
 * when the output is full, and in front of whatever they are not sure about: it is for the reference lane.
 */

let at: usize = 0;
let state: u32 = 0;
let end: usize = 0;
let endState: u32 = 0;
let count: u32 = 0;
// Line feeds passed so far, and up to the last record: of lines, which hold none inside.
let feeds: u32 = 0;
let endFeeds: u32 = 0;

/** Begins a stretch. */
export function beginFrames(from: usize, fromState: u32): void {
  at = from;
  state = fromState;
  end = from;
  endState = fromState;
  count = 0;
  feeds = 0;
  endFeeds = 0;
}

/** How far the stretch is done with, and the framer's state there. */
export function framesAt(): usize {
  return at;
}

export function framesState(): u32 {
  return state;
}

/** Just past the last record, and the framer's state there. */
export function lastEnd(): usize {
  return end;
}

export function lastState(): u32 {
  return endState;
}

/** How many line feeds stand between the beginning and `lastEnd`, where records are lines. */
export function lastFeeds(): u32 {
  return endFeeds;
}

/** How many records were encoded. */
export function framesCount(): u32 {
  return count;
}

function recordEnded(next: usize): void {
  at = next;
  end = next;
  endState = state;
  endFeeds = feeds;
  count++;
}

/** The states of src/frame/. Higher ones are of a record that is too long, whose rest the reference lane looks for. */
const AT_LINE: u32 = 0;
const AT_TOP: u32 = 0;
const AT_FIRST_ELEMENT: u32 = 1;
const AT_SEPARATOR: u32 = 2;
const AT_ELEMENT: u32 = 3;

/** A JSON object a line. The byte at `to` must be one that no JSON has. */
export function encodeLines(to: usize, final: bool): void {
  if (state != AT_LINE) return;
  while (at < to && !isFull()) {
    const start = skipBlanks(at, BLANKS_IN_LINE);
    if (byte(start) == LINE_FEED) {
      if (isTooLong(at, start)) return;
      at = start + 1;
      feeds++;
      continue;
    }
    const recordEnd = endOfRecord(start, BLANKS_IN_LINE);
    if (!recordEnd) return;
    const lineEnd = skipBlanks(recordEnd, BLANKS_IN_LINE);
    if (lineEnd == to ? !final : byte(lineEnd) != LINE_FEED) return;
    // The line is measured as it stands, blanks and all.
    if (isTooLong(at, lineEnd) || !encodeRecord(start, recordEnd)) return;
    if (lineEnd == to) recordEnded(to);
    else {
      feeds++;
      recordEnded(lineEnd + 1);
    }
  }
}

/** JSON objects in arrays or one after the other. The byte at `to` must be one that no JSON has. */
export function encodeValues(to: usize): void {
  if (state > AT_ELEMENT) return;
  while (at < to && !isFull()) {
    const start = skipBlanks(at, BLANKS);
    const character = byte(start);
    if (character == OPEN_OBJECT) {
      const recordEnd = endOfRecord(start, BLANKS);
      if (!recordEnd || isTooLong(start, recordEnd) || !encodeRecord(start, recordEnd)) return;
      if (state != AT_TOP) state = AT_SEPARATOR;
      recordEnded(recordEnd);
      continue;
    }
    if (character == COMMA && state == AT_SEPARATOR) state = AT_ELEMENT;
    else if (character == OPEN_ARRAY && state == AT_TOP) state = AT_FIRST_ELEMENT;
    else if (character == CLOSE_ARRAY && state != AT_TOP) state = AT_TOP;
    else return;
    at = start + 1;
  }
}

/** A line of text each. The byte at `to` must be a line feed. */
export function encodeText(to: usize, final: bool): void {
  if (state != AT_LINE) return;
  while (at < to && !isFull()) {
    const feed = findFeed(at);
    if (feed == to && !final) return;
    if (isTooLong(at, feed)) return;
    const isBlank = skipBlanks(at, BLANKS_IN_LINE) == feed;
    if (!isBlank && !encodeLine(at, byte(feed - 1) == CARRIAGE_RETURN ? feed - 1 : feed)) return;
    const isWhole = feed < to;
    if (isWhole) feeds++;
    const next = isWhole ? feed + 1 : to;
    if (isBlank) at = next;
    else recordEnded(next);
  }
}
