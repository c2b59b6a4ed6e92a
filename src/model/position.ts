/** A place in a source. */
export interface Position {
  /** Bytes from the start of the source (of the decompressed bytes, where it is compressed). */
  readonly offset: number;
  /** Line number, counted from 1. */
  readonly line: number;
  /** Bytes from the start of the line, counted from 1. */
  readonly column: number;
}

/** Where every source begins. */
export const START: Position = { offset: 0, line: 1, column: 1 };
