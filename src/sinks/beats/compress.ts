import { promisify } from 'node:util';
import { deflate } from 'node:zlib';

/** Compresses bytes with zlib (RFC 1950), beside what the program does. The bytes stay as they are until then. */
export type Compress = (bytes: Buffer) => Promise<Buffer>;

const deflated = promisify<Buffer, { level: number }, Buffer>(deflate);

/** @param level from 1, fast, to 9, small */
export function compressor(level: number): Compress {
  return (bytes) => deflated(bytes, { level });
}
