import type { InputFile } from '../input.js';

const PIECE = 1024 * 1024;

/**
 * How many NUL bytes a file begins with. A program that writes on at its old place, after its file was truncated,
 * leaves such a hole in front of what it writes.
 */
export async function leadingNuls(file: InputFile): Promise<number> {
  for (let at = 0; ;) {
    const bytes = await file.readAt(at, at === 0 ? 1 : PIECE);
    const other = bytes.findIndex((byte) => byte !== 0);
    if (other >= 0) return at + other;
    at += bytes.length;
    if (bytes.length === 0) return at;
  }
}
