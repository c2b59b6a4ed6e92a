import type { Position } from '../../model/position.js';
import { START } from '../../model/position.js';
import type { InputFile } from '../input.js';

const LINE_FEED = 0x0a;
const PIECE = 1024 * 1024;

/**
 * Where the line begins that `size` bytes end in the middle of, or with: what is written from now on follows it, and
 * a begun line is not torn. Reads the file to count its lines.
 */
export async function startOfLastLine(file: InputFile, size: number): Promise<Position> {
  let lines = 0;
  let offset: number = START.offset;
  for (let at = 0; at < size;) {
    const bytes = Buffer.from(await file.readAt(at, Math.min(PIECE, size - at)));
    if (bytes.length === 0) break;
    for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, feed + 1)) {
      lines++;
      offset = at + feed + 1;
    }
    at += bytes.length;
  }
  return { offset, line: START.line + lines, column: START.column };
}
