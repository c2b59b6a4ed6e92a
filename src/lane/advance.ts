import type { Position } from '../model/position.js';

const LINE_FEED = 0x0a;

/** The position that many bytes later: `start` lies at `bytes[from]`, the result at `bytes[to]`. */
export function advance(start: Position, bytes: Uint8Array, from: number, to: number): Position {
  const stretch = bytes.subarray(from, to);
  let { line } = start;
  let column = start.column + stretch.length;
  for (let at = stretch.indexOf(LINE_FEED); at >= 0; at = stretch.indexOf(LINE_FEED, at + 1)) {
    line++;
    column = stretch.length - at;
  }
  return { offset: start.offset + stretch.length, line, column };
}

/** As `advance` has it, where it is known how many line feeds stand in between. */
export function advanceBy(feeds: number, start: Position, bytes: Uint8Array, from: number, to: number): Position {
  const offset = start.offset + to - from;
  if (feeds === 0) return { offset, line: start.line, column: start.column + to - from };
  return { offset, line: start.line + feeds, column: to - bytes.lastIndexOf(LINE_FEED, to - 1) };
}
