import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';

/** Bytes that gzip hands out at once. */
const CHUNK = 64 * 1024;

/** What a body is sent with: its bytes, piece by piece, and how many there are. */
export interface Body {
  readonly pieces: readonly Uint8Array[];
  /** Of all pieces. */
  readonly length: number;
}

export function bodyOfPieces(pieces: readonly Uint8Array[]): Body {
  return { pieces, length: pieces.reduce((sum, piece) => sum + piece.length, 0) };
}

/** Compresses a body as a whole, so that its length is known before it is sent. */
export async function gzipped({ pieces }: Body): Promise<Body> {
  const packed = Readable.from(pieces).pipe(createGzip({ chunkSize: CHUNK }));
  return bodyOfPieces((await packed.toArray()) as Buffer[]);
}
