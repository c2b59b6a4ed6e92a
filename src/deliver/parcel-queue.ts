import { bytesOf, eventsOf, fitting, type QueuedParcel } from './parcels.js';

/** Parcels that wait, in the order in which their events were read. What comes back takes its old place. */
export class ParcelQueue {
  readonly #parcels: QueuedParcel[] = [];
  #bytes = 0;

  /** Bytes of all events that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  get empty(): boolean {
    return this.#parcels.length === 0;
  }

  add(parcel: QueuedParcel): void {
    this.#bytes += bytesOf(parcel);
    const last = this.#parcels.at(-1);
    const at = last && isBefore(parcel, last) ? this.#parcels.findIndex((other) => isBefore(parcel, other)) : -1;
    if (at < 0) this.#parcels.push(parcel);
    else this.#parcels.splice(at, 0, parcel);
  }

  /** Takes the first parcel, or the front of it: at most `events`, and at most `bytes` but for a single event. */
  take(bytes: number, events: number): QueuedParcel | undefined {
    const first = this.#parcels.shift();
    if (!first) return undefined;
    const size = bytesOf(first);
    const count = Math.min(events, size <= bytes ? eventsOf(first) : fitting(first, bytes));
    if (count < eventsOf(first)) {
      const taken = { ...first, to: first.from + count };
      this.#parcels.unshift({ ...first, from: taken.to });
      this.#bytes -= bytesOf(taken);
      return taken;
    }
    this.#bytes -= size;
    return first;
  }

  /** The parcel that is taken next. */
  get first(): QueuedParcel | undefined {
    return this.#parcels[0];
  }

  /** Takes everything. */
  drain(): QueuedParcel[] {
    this.#bytes = 0;
    return this.#parcels.splice(0);
  }
}

function isBefore(a: QueuedParcel, b: QueuedParcel): boolean {
  if (a.tracked.sequence !== b.tracked.sequence) return a.tracked.sequence < b.tracked.sequence;
  return a.base + a.from < b.base + b.from;
}
