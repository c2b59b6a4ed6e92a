import { scanValue, skipBlanks } from '../kit/json/scan.js';
import { unquote } from '../kit/json/text.js';

/**
 * Adds tags to a `tags` field. A string becomes an array with itself in front; an array gets what it lacks at its
 * end, and is otherwise not touched.
 * @param value the field as JSON; undefined where the event has none.
 * @param wanted JSON strings.
 * @returns the new value, `value` itself where nothing lacks, or undefined where tags can't be added to it.
 */
export function addTags(value: Uint8Array | undefined, wanted: readonly Uint8Array[]): Uint8Array | undefined {
  if (value === undefined) return appendTo(EMPTY, wanted);
  if (value[0] === 0x22) return appendTo(Buffer.concat([OPEN, value, CLOSE]), wanted);
  if (value[0] === 0x5b) return appendTo(value, wanted);
  return undefined;
}

const EMPTY = Buffer.from('[]');
const OPEN = Buffer.from('[');
const CLOSE = Buffer.from(']');
const COMMA = Buffer.from(',');

function appendTo(array: Uint8Array, wanted: readonly Uint8Array[]): Uint8Array {
  const present = stringsOf(array);
  const missing = wanted.filter((tag) => !present.words.has(unquote(tag)));
  if (missing.length === 0) return array;
  const close = array.length - 1;
  const pieces = [array.subarray(0, close)];
  for (const tag of missing) {
    if (!present.empty || pieces.length > 1) pieces.push(COMMA);
    pieces.push(tag);
  }
  return Buffer.concat([...pieces, CLOSE]);
}

function stringsOf(array: Uint8Array): { words: Set<string>; empty: boolean } {
  const words = new Set<string>();
  const close = array.length - 1;
  let at = skipBlanks(array, 1, close);
  const empty = at === close;
  while (at < close) {
    const end = scanValue(array, at, close).at;
    if (array[at] === 0x22) words.add(unquote(array.subarray(at, end)));
    at = skipBlanks(array, skipBlanks(array, end, close) + 1, close);
  }
  return { words, empty };
}
