/** One stream of bytes that is read once, from front to back: a file, standard input. */
export interface Source {
  /** Names the stream for ever: part of every id made from it. Lower-case letters and digits. */
  readonly key: string;
  /** What a person calls it: an absolute path, or `stdin`. */
  readonly path: string;
}

/** Where the bytes of a source come from. */
export interface ByteSource {
  /**
   * Fills `into` from its beginning with the next bytes of the source.
   * Resolves with how many were read; 0 means the end. Throws `InputError`.
   */
  read(into: Uint8Array): Promise<number>;
  close(): Promise<void>;
}
