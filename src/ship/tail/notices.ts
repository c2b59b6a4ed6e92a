import type { UploadNotice } from '../notices.js';

/** What a tail tells while it runs. */
export type TailNotice =
  | UploadNotice
  /** A named file is not there yet. */
  | { readonly kind: 'awaited'; readonly path: string }
  /** A named file is not there, and nobody waits for it. */
  | { readonly kind: 'absent'; readonly path: string }
  /** A file was truncated before all of it was read: at least so many bytes are lost. */
  | { readonly kind: 'truncated'; readonly path: string; readonly bytes: number }
  /** A file had been closed, was written to, and was deleted: at least so many bytes are lost. */
  | { readonly kind: 'gone'; readonly path: string; readonly bytes: number }
  /** A file begins with NUL bytes, which a truncation left behind. They are skipped. */
  | { readonly kind: 'hole'; readonly path: string; readonly bytes: number }
  /** The system does not let us watch: the files are looked at every so often instead. */
  | { readonly kind: 'polling'; readonly reason: string; readonly milliseconds: number }
  /** A file was rotated while nobody followed it, and what was not read of it goes first. */
  | { readonly kind: 'caught-up'; readonly path: string; readonly from: string };
