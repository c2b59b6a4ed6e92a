import { scanValue, skipBlanks } from '../kit/json/scan.js';
import type { Format } from '../model/event.js';

const LINE_FEED = 0x0a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;

/**
 * Tells the format of a source from its first bytes (a byte order mark taken off).
 * - The first value is an object on a line of its own: `ndjson`. It goes over lines, or the next one follows on
 *   the same line: `json`. It is broken in its first line, or cut off there: `ndjson`, so that only this line is
 *   rejected.
 * - `[` and then an object or nothing: `json`. (A log line may begin with `[` as well.)
 * - Anything else is `text`, unless more than half of the lines are objects: then a banner stands before `ndjson`.
 */
export function detectFormat(head: Uint8Array): Format {
  const first = skipBlanks(head, 0, head.length);
  const byte = head[first];
  if (byte === OPEN_OBJECT) return formatOfObject(head, first);
  if (byte === OPEN_ARRAY) {
    const next = head[skipBlanks(head, first + 1, head.length)];
    if (next === OPEN_OBJECT || next === CLOSE_ARRAY) return 'json';
  }
  return mostlyObjects(head) ? 'ndjson' : 'text';
}

function formatOfObject(head: Uint8Array, first: number): Format {
  const scan = scanValue(head, first, head.length);
  const lineEnd = endOfLine(head, first);
  // An object that is a line of its own, inside of one that is never closed, is the next record.
  if (scan.outcome !== 'ok') return scan.at <= lineEnd || objectOnLine(head, lineEnd + 1) ? 'ndjson' : 'json';
  if (scan.at > lineEnd) return 'json';
  const next = skipBlanks(head, scan.at, lineEnd);
  return next < lineEnd && head[next] === OPEN_OBJECT ? 'json' : 'ndjson';
}

function mostlyObjects(head: Uint8Array): boolean {
  let lines = 0;
  let objects = 0;
  for (let at = 0; at < head.length;) {
    const end = endOfLine(head, at);
    if (skipBlanks(head, at, end) < end) lines++;
    if (objectOnLine(head, at)) objects++;
    at = end + 1;
  }
  return objects * 2 > lines;
}

/** Whether the line at `from` is one whole object. */
function objectOnLine(head: Uint8Array, from: number): boolean {
  const end = endOfLine(head, from);
  const first = skipBlanks(head, from, end);
  if (head[first] !== OPEN_OBJECT) return false;
  const scan = scanValue(head, first, end);
  return scan.outcome === 'ok' && skipBlanks(head, scan.at, end) === end;
}

function endOfLine(head: Uint8Array, from: number): number {
  const feed = head.indexOf(LINE_FEED, from);
  return feed < 0 ? head.length : feed;
}
