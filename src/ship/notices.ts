import type { DeliveryNotice } from '../deliver/hooks.js';
import type { InputError, LogshipError } from '../model/errors.js';
import type { SinkNotice } from '../model/sink.js';
import type { StateNotice } from '../state/notices.js';

/** What an upload tells while it runs, so that a person may know. */
export type UploadNotice =
  | DeliveryNotice
  | SinkNotice
  | StateNotice
  /** An earlier run delivered the beginning of a source: it goes on behind that. */
  | { readonly kind: 'resumed-at'; readonly path: string; readonly line: number; readonly skipped: number }
  /** Nothing of a source is left to send. */
  | { readonly kind: 'up-to-date'; readonly path: string; readonly skipped: number }
  /** A source is the same as one that was known by another path. */
  | { readonly kind: 'moved'; readonly path: string; readonly from: string }
  /** A stream without a name of its own: it can't be gone on with. */
  | { readonly kind: 'nameless'; readonly path: string }
  /** An input can't be shipped; the others are. */
  | { readonly kind: 'refused'; readonly error: InputError }
  /** A source could not be shipped, or not to its end; the others are. */
  | { readonly kind: 'failed'; readonly error: LogshipError }
  /** A record was rejected; told for the first ones of each source. */
  | {
      readonly kind: 'rejected';
      readonly path: string;
      readonly line: number;
      readonly column: number;
      readonly reason: string;
    }
  /** Rejects can't be kept: there is no room. Nothing is read until there is. */
  | { readonly kind: 'stuck'; readonly error: LogshipError }
  | { readonly kind: 'freed' }
  /** Events whose `tags` is neither a string nor an array: tags could not be added. */
  | { readonly kind: 'untagged'; readonly path: string; readonly events: number };

/** How far an upload is. */
export interface UploadProgress {
  readonly path: string;
  /** Bytes read of the source that is being read, and in all where that is known. */
  readonly bytes: number;
  readonly total: number | undefined;
  /** Records delivered, of all sources. */
  readonly records: number;
}
