import { isBlank, skipBlanks } from '../kit/json/scan.js';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What is known of the value that went wrong. */
export interface Wreck {
  /** Where it began. */
  readonly from: number;
  /** How many brackets were open where it went wrong. */
  readonly depth: number;
  /** How far its first line was indented. */
  readonly column: number;
}

/**
 * Finds where reading can go on behind a value that is no JSON: behind the bracket that closes it, as far as
 * brackets and quotes can still be told apart, or at a line that begins like a record and is indented no deeper
 * than the wreck. Undefined where the bytes end first.
 */
export function resynchronise(
  bytes: Uint8Array,
  at: number,
  wreck: Wreck,
): { readonly end: number; readonly next: number } | undefined {
  if (beginsRecord(bytes, at, wreck)) return { end: trimEnd(bytes, wreck.from, at), next: at };
  let depth = wreck.depth;
  let inString = false;
  for (let here = at; here < bytes.length; here++) {
    const byte = bytes[here]!;
    if (byte === LINE_FEED) {
      // No string goes over a line end.
      inString = false;
      const next = skipBlanks(bytes, here + 1, bytes.length);
      if (beginsRecord(bytes, next, wreck)) return { end: trimEnd(bytes, wreck.from, here), next };
    } else if (byte === BACKSLASH && inString && bytes[here + 1] !== LINE_FEED) here++;
    else if (byte === QUOTE) inString = !inString;
    else if (inString) continue;
    else if (byte === 0x7b && depth === 0 && !isMemberValue(bytes, here, wreck)) {
      return { end: trimEnd(bytes, wreck.from, here), next: here };
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) {
      depth--;
      if (depth === 0) return { end: here + 1, next: here + 1 };
      // The bracket belongs to what encloses the wreck.
      if (depth < 0) return { end: trimEnd(bytes, wreck.from, here), next: here };
    } else if (depth === 0 && byte === 0x2c) return { end: here, next: here };
  }
  return undefined;
}

/** Whether an object begins at `at`, first in its line and indented no deeper than the wreck. */
function beginsRecord(bytes: Uint8Array, at: number, wreck: Wreck): boolean {
  if (bytes[at] !== 0x7b) return false;
  let start = at;
  while (start > wreck.from && bytes[start - 1] !== LINE_FEED && isBlank(bytes[start - 1]!)) start--;
  return start > wreck.from && bytes[start - 1] === LINE_FEED && at - start <= wreck.column;
}

/** Whether a colon stands in front of `at`: then what begins there is a part of the record that was broken. */
function isMemberValue(bytes: Uint8Array, at: number, wreck: Wreck): boolean {
  let before = at - 1;
  while (before > wreck.from && isBlank(bytes[before]!)) before--;
  return before >= wreck.from && bytes[before] === 0x3a;
}

/** Blanks, and the comma that parts the wreck from the next record, are no part of it. */
function trimEnd(bytes: Uint8Array, from: number, to: number): number {
  let end = to;
  while (end > from && isBlank(bytes[end - 1]!)) end--;
  if (end > from + 1 && bytes[end - 1] === 0x2c) end--;
  return end;
}
