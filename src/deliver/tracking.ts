import type { Batch } from '../model/batch.js';
import type { QueuedParcel, Tracked } from './parcels.js';

/** Every batch that was offered and is not settled. */
export class Tracking {
  readonly #open = new Set<Tracked>();
  readonly #onSettled: (batch: Batch) => void;
  #sequence = 0;

  /** @param onSettled called when every event of a batch has its end, before its memory goes back. */
  constructor(onSettled: (batch: Batch) => void) {
    this.#onSettled = onSettled;
  }

  get empty(): boolean {
    return this.#open.size === 0;
  }

  /** Events without an end. */
  get events(): number {
    let events = 0;
    for (const tracked of this.#open) events += tracked.open;
    return events;
  }

  /** Takes a batch over. A batch without events is settled at once. */
  track(batch: Batch): QueuedParcel | undefined {
    const tracked: Tracked = { batch, sequence: this.#sequence++, open: batch.count, copies: [] };
    this.#open.add(tracked);
    if (batch.count > 0) return { tracked, batch, base: 0, from: 0, to: batch.count };
    this.settle(tracked, 0);
    return undefined;
  }

  /** So many events of a batch have their end. */
  settle(tracked: Tracked, events: number): void {
    tracked.open -= events;
    if (tracked.open > 0) return;
    this.#open.delete(tracked);
    this.#onSettled(tracked.batch);
    tracked.batch.release();
    for (const { batch } of tracked.copies) batch.release();
  }
}
