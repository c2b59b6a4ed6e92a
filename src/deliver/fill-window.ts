import type { Clock } from '../kit/clock.js';
import type { Window } from '../model/sink.js';
import type { ParcelQueue } from './parcel-queue.js';
import { bytesOf, eventsOf, type QueuedParcel } from './parcels.js';
import type { Road } from './road.js';

export interface FillContext {
  readonly road: Road;
  readonly queue: ParcelQueue;
  readonly clock: Clock;
  /** Whether the road is still the one in use: what waits is encoded for that one. */
  readonly inUse: () => boolean;
  /** Waits until something is in the queue; false where nothing comes within so many milliseconds. */
  readonly more: (milliseconds: number) => Promise<boolean>;
  /** A parcel has left the queue for the window. */
  readonly taken: (parcel: QueuedParcel) => void;
  /** It is on its way: now there is time for those who wait for room in the queue. */
  readonly left: () => void;
}

/** Writes what waits and what comes into a window, until the window is full, old enough, or idle. */
export async function fillWindow(window: Window, context: FillContext): Promise<void> {
  const { road, queue, clock, inUse, more, taken, left } = context;
  const { limits } = road.sink;
  const opened = clock.monotonic();
  let bytes = 0;
  let events = 0;
  for (;;) {
    const remaining = opened + limits.age - clock.monotonic();
    if (!inUse() || remaining <= 0 || bytes >= limits.bytes || events >= road.eventLimit) return;
    // A parcel that would not fit waits for the next window; a parcel larger than any window is cut. A suspect is
    // sent alone.
    const first = queue.peek();
    if (first && bytes > 0 && (first.alone || bytes + bytesOf(first) > limits.bytes)) return;
    const parcel = queue.take(limits.bytes, road.eventLimit - events);
    if (parcel) {
      taken(parcel);
      bytes += bytesOf(parcel);
      events += eventsOf(parcel);
      const written = window.write(parcel);
      left();
      await written;
      if (parcel.alone) return;
    } else if (!(await more(Math.min(limits.idle, remaining)))) return;
  }
}
