/**
 * RFC 8259, read from bytes: where values begin and end, and where a text stops being JSON. Nothing is decoded
 * and nothing is converted, so nothing can change on the way. Nesting is bounded by memory alone.
 *
 * UTF-8 is not checked here: any byte from 0x80 is taken inside a string and nowhere else.
 */

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** The outcome of reading one value. */
export interface ValueScan {
  /** `ok`: a whole value. `fault`: no JSON, whatever follows. `open`: well-formed so far, and not at its end. */
  readonly outcome: 'ok' | 'fault' | 'open';
  /** `ok`: just past the value. `fault`: the byte that is wrong. `open`: the end of the bytes. */
  readonly at: number;
  /** How many objects and arrays are open at `at`. */
  readonly depth: number;
}

/** One `"key": value` of an object. All numbers are positions in the bytes that were scanned. */
export interface Member {
  /** The key's opening quote. */
  readonly start: number;
  /** Just past the key's closing quote. */
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** Skips space, tab, line feed and carriage return. */
export function skipBlanks(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(bytes[at]!)) at++;
  return at;
}

export function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/**
 * Reads one value that begins at `from` (no blanks before it). A number at the end of the bytes is `ok`:
 * only the caller knows whether more digits may follow.
 */
export function scanValue(bytes: Uint8Array, from: number, to: number): ValueScan {
  return scan(bytes, from, to, undefined);
}

/** Reads one object, telling its own members (not those of objects inside it) in order. */
export function scanMembers(bytes: Uint8Array, from: number, to: number, members: Member[]): ValueScan {
  return scan(bytes, from, to, members);
}

// Open containers, one byte a level: 1 an object, 0 an array. Kept between calls, since the scanner is never re-entered.
let levels = new Uint8Array(1024);

function open(depth: number, isObject: 0 | 1): void {
  if (depth === levels.length) {
    const larger = new Uint8Array(levels.length * 2);
    larger.set(levels);
    levels = larger;
  }
  levels[depth] = isObject;
}

function scan(bytes: Uint8Array, from: number, to: number, members: Member[] | undefined): ValueScan {
  let at = from;
  let depth = 0;
  let keyStart = 0;
  let keyEnd = 0;
  let valueStart = 0;

  const ended = (position: number): ValueScan => ({
    outcome: position >= to ? 'open' : 'fault',
    at: Math.min(position, to),
    depth,
  });

  value: for (;;) {
    at = skipBlanks(bytes, at, to);
    if (at >= to) return ended(at);
    if (depth === 1) valueStart = at;
    const byte = bytes[at]!;

    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      const isObject = byte === OPEN_OBJECT ? 1 : 0;
      open(depth, isObject);
      depth++;
      at = skipBlanks(bytes, at + 1, to);
      if (at >= to) return ended(at);
      if (bytes[at] !== (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) {
        if (!isObject) continue;
        const key = scanKey(bytes, at, to);
        if (key.colon < 0) return ended(~key.colon);
        if (depth === 1) {
          keyStart = at;
          keyEnd = key.end;
        }
        at = key.colon + 1;
        continue;
      }
      // An empty container: its closing bracket is read below, like any other.
    } else {
      const end = scanScalar(bytes, at, to);
      if (end < 0) return ended(~end);
      at = end;
      if (depth === 0) return { outcome: 'ok', at, depth };
      if (depth === 1) members?.push({ start: keyStart, keyEnd, valueStart, valueEnd: at });
    }

    // After a value, or at the closing bracket of an empty container.
    for (;;) {
      at = skipBlanks(bytes, at, to);
      if (at >= to) return ended(at);
      const next = bytes[at]!;
      const inObject = levels[depth - 1] === 1;
      if (next === (inObject ? CLOSE_OBJECT : CLOSE_ARRAY)) {
        at++;
        depth--;
        if (depth === 0) return { outcome: 'ok', at, depth };
        if (depth === 1) members?.push({ start: keyStart, keyEnd, valueStart, valueEnd: at });
        continue;
      }
      if (next !== COMMA) return ended(at);
      at++;
      if (!inObject) continue value;
      at = skipBlanks(bytes, at, to);
      if (at >= to) return ended(at);
      const key = scanKey(bytes, at, to);
      if (key.colon < 0) return ended(~key.colon);
      if (depth === 1) {
        keyStart = at;
        keyEnd = key.end;
      }
      at = key.colon + 1;
      continue value;
    }
  }
}

/** A key and its colon. `colon` is `~position` where the text is wrong. */
function scanKey(bytes: Uint8Array, from: number, to: number): { end: number; colon: number } {
  if (bytes[from] !== QUOTE) return { end: from, colon: ~from };
  const end = scanString(bytes, from, to);
  if (end < 0) return { end: from, colon: end };
  const colon = skipBlanks(bytes, end, to);
  return { end, colon: colon < to && bytes[colon] === COLON ? colon : ~colon };
}

/** A string, number or word: just past it, or `~position` where it is wrong. */
function scanScalar(bytes: Uint8Array, from: number, to: number): number {
  switch (bytes[from]) {
    case QUOTE:
      return scanString(bytes, from, to);
    case 0x74:
      return scanWord(bytes, from, to, 'true');
    case 0x66:
      return scanWord(bytes, from, to, 'false');
    case 0x6e:
      return scanWord(bytes, from, to, 'null');
    default:
      return scanNumber(bytes, from, to);
  }
}

/** A string from its opening quote: just past the closing one, or `~position` where it is wrong. */
export function scanString(bytes: Uint8Array, from: number, to: number): number {
  let at = from + 1;
  while (at < to) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at + 1;
    if (byte < 0x20) return ~at;
    if (byte !== BACKSLASH) {
      at++;
      continue;
    }
    at++;
    if (at >= to) return ~at;
    const escape = bytes[at]!;
    if (escape === 0x75) {
      for (let digit = 1; digit <= 4; digit++) {
        if (at + digit >= to || !isHexDigit(bytes[at + digit]!)) return ~(at + digit);
      }
      at += 5;
    } else if (isEscape(escape)) {
      at++;
    } else {
      return ~at;
    }
  }
  return ~at;
}

function isEscape(byte: number): boolean {
  // " \ / b f n r t
  return (
    byte === QUOTE ||
    byte === BACKSLASH ||
    byte === 0x2f ||
    byte === 0x62 ||
    byte === 0x66 ||
    byte === 0x6e ||
    byte === 0x72 ||
    byte === 0x74
  );
}

function scanWord(bytes: Uint8Array, from: number, to: number, word: string): number {
  for (let index = 0; index < word.length; index++) {
    if (from + index >= to || bytes[from + index] !== word.charCodeAt(index)) return ~(from + index);
  }
  return from + word.length;
}

function scanNumber(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  if (bytes[at] === 0x2d) at++;
  if (at < to && bytes[at] === 0x30) at++;
  else {
    const end = skipDigits(bytes, at, to);
    if (end === at) return ~at;
    at = end;
  }
  if (at < to && bytes[at] === 0x2e) {
    const end = skipDigits(bytes, at + 1, to);
    if (end === at + 1) return ~end;
    at = end;
  }
  if (at < to && (bytes[at] === 0x65 || bytes[at] === 0x45)) {
    at++;
    if (at < to && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at++;
    const end = skipDigits(bytes, at, to);
    if (end === at) return ~end;
    at = end;
  }
  return at;
}

function skipDigits(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isDigit(bytes[at]!)) at++;
  return at;
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}
