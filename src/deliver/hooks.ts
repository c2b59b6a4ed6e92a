import type { Batch, Original } from '../model/batch.js';

/** A record that a peer will never take. */
export interface RefusedRecord {
  readonly batch: Batch;
  readonly original: Original;
  readonly reason: string;
  readonly target: string;
}

/** What a person may want to know while it happens. */
export type DeliveryNotice =
  | { readonly kind: 'retrying'; readonly target: string; readonly reason: string; readonly milliseconds: number }
  | { readonly kind: 'fallback'; readonly from: string; readonly to: string; readonly reason: string }
  /** A fallback was in use, and the first road answers again. */
  | { readonly kind: 'returned'; readonly to: string }
  /** All roads are away. What was read is kept, and nothing more is read until one is back. */
  | { readonly kind: 'away'; readonly targets: readonly string[]; readonly reason: string }
  | { readonly kind: 'back'; readonly target: string; readonly seconds: number };

/** What delivery tells of itself. All of these are called in order, and none may throw. */
export interface DeliveryHooks {
  /** Events were delivered for the first time, as far as the peer knows. */
  delivered(batch: Batch, events: number): void;
  /** Events had been delivered before, under the same id. */
  duplicates(batch: Batch, events: number): void;
  /** Must keep the record: once the promise that `settled` gives is resolved, it counts as dealt with. */
  refused(record: RefusedRecord): void;
  /** Every event of the batch has its end. The batch's memory goes back as soon as this returns. */
  settled(batch: Batch): void;
  /** A window was sent again, or has to be. */
  notice(notice: DeliveryNotice): void;
}
