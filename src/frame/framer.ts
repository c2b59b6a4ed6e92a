/** What a framer found next. All numbers are positions in the bytes that were offered. */
export type Frame =
  /** One record: `[start, end)` is what becomes an event. */
  | {
      readonly kind: 'record';
      readonly start: number;
      readonly end: number;
      readonly next: number;
      readonly state: number;
    }
  /** Blanks or separators: no record. */
  | { readonly kind: 'gap'; readonly next: number; readonly state: number }
  /** `[start, end)` can't be a record; `at` is the byte that is wrong. `more`: the same record goes on at `next`. */
  | {
      readonly kind: 'fault';
      readonly start: number;
      readonly end: number;
      readonly next: number;
      readonly state: number;
      readonly at: number;
      readonly reason: string;
      readonly more: boolean;
    }
  /** No whole record: more bytes are needed. */
  | { readonly kind: 'starved' };

/** Cuts a stream of bytes into records. Keeps nothing between calls: where it stands is in `state`, a safe integer. */
export interface Framer {
  /**
   * Reads what begins at `from` and may go to the end of `bytes`.
   * @param state 0 at the start of a source; else what the frame before said.
   * @param final no bytes follow.
   */
  next(bytes: Uint8Array, from: number, state: number, final: boolean): Frame;
}

export interface FramerLimits {
  /** A record with more bytes than this is given up: it is a fault, kept in pieces. */
  readonly maxLineBytes: number;
}
