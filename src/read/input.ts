import type { ByteSource } from '../model/source.js';

/** Something to ship, looked at and found fit. */
export interface Input {
  /** As it was named. */
  readonly name: string;
  /** What events say of it: an absolute path, or `stdin`. */
  readonly path: string;
  /** Bytes to read; undefined where that shows only at the end: of a stream, or of a compressed file. */
  readonly size: number | undefined;
  /** The file behind it; undefined for a stream, which can't be recognised by what it holds. */
  readonly file: InputFile | undefined;
  /** It is followed: see `Checkpointed.growing`. */
  readonly growing?: boolean;
  /** The first bytes, decompressed, a byte order mark included; the first behind the hole where there is one. */
  readonly head: Uint8Array;
  /** NUL bytes in front, that are skipped; none where nobody says. */
  readonly hole?: number;
  /** Reads on from an offset, in decompressed bytes. Called once. */
  open(offset: number): Promise<ByteSource>;
  /** Gives back what was opened to look at it. */
  close(): Promise<void>;
}

/** What a file is known by, and read by, beside the stream of its bytes. */
export interface InputFile {
  readonly dev: number;
  readonly ino: number;
  readonly birthtimeMs: number;
  /** Reads decompressed bytes anywhere; fewer than asked for only at the end. Offsets are asked for rising. */
  readAt(offset: number, length: number): Promise<Uint8Array>;
}
