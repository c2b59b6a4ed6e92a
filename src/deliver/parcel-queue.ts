import { bytesOf, eventsOf, fitting, type QueuedParcel } from './parcels.js';

/**
 * Parcels that wait, in the order in which their events were read. What comes back takes its old place. What stands
 * first is made ready for the road in use when it is looked at, and not before: in an outage roads change again and
 * again, and what waits would be held in memory once for each.
 */
export class ParcelQueue {
  readonly #parcels: QueuedParcel[] = [];
  readonly #encode: (parcel: QueuedParcel) => readonly QueuedParcel[];
  #bytes = 0;

  /** @param encode makes a parcel ready for the road in use: the same, or others with the same events, in order. */
  constructor(encode: (parcel: QueuedParcel) => readonly QueuedParcel[]) {
    this.#encode = encode;
  }

  /** Bytes of all events that wait, as they are encoded so far. */
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
    const first = this.peek();
    if (!first) return undefined;
    this.#parcels.shift();
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

  /** The parcel that is taken next, as it is or in part. */
  peek(): QueuedParcel | undefined {
    const [first] = this.#parcels;
    if (!first) return undefined;
    const ready = this.#encode(first);
    if (ready[0] !== first) {
      this.#parcels.splice(0, 1, ...ready);
      this.#bytes += ready.reduce((sum, parcel) => sum + bytesOf(parcel), -bytesOf(first));
    }
    return ready[0];
  }
}

function isBefore(a: QueuedParcel, b: QueuedParcel): boolean {
  if (a.tracked.sequence !== b.tracked.sequence) return a.tracked.sequence < b.tracked.sequence;
  return a.base + a.from < b.base + b.from;
}
