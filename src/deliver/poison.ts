import type { QueuedParcel } from './parcels.js';

/** A record must break this many connections all alone before it is taken for poison. */
const ENOUGH = 3;

/**
 * Finds records that break every connection that they are sent on. A peer may break connections for reasons of its
 * own, so what counts against a record is that others came through meanwhile, and none of them broke.
 */
export class PoisonSearch {
  /** Windows that came through. */
  #successes = 0;
  /** Windows that broke. */
  #breaks = 0;
  /** Breaks that speak of the peer: of windows without a suspect, and of suspects that came through later. */
  #peerBreaks = 0;

  /** A window came through. */
  succeeded(sent: readonly QueuedParcel[]): void {
    this.#successes++;
    if (sent[0]?.alone) this.#peerBreaks++;
  }

  /** A window broke. @returns its parcels, marked with that. */
  broke(sent: readonly QueuedParcel[]): QueuedParcel[] {
    if (!sent[0]?.alone) this.#peerBreaks++;
    const first = { count: 0, successes: this.#successes, before: this.#breaks++ };
    return sent.map(({ broken = first, ...parcel }) => ({ ...parcel, broken: { ...broken, count: broken.count + 1 } }));
  }

  /**
   * The window that broke held a single event: from now on it is a suspect.
   * @param last no other event is without an end, so that no others can come through any more.
   */
  brokeAlone(parcel: QueuedParcel, last: boolean): QueuedParcel {
    const { alone } = parcel;
    const now = { successes: this.#successes, peerBreaks: this.#peerBreaks };
    if (alone?.peerBreaks !== this.#peerBreaks) return { ...parcel, alone: { ...now, count: 1 } };
    const counts = this.#successes > alone.successes || (last && this.#isSingular(parcel));
    return { ...parcel, alone: { ...now, count: alone.count + (counts ? 1 : 0) } };
  }

  /** Whether it is the record that breaks the connections. */
  isPoison({ alone }: QueuedParcel): boolean {
    return alone !== undefined && alone.count >= ENOUGH;
  }

  /** Since a window with this parcel first broke, others came through, and every window that broke held it. */
  #isSingular({ broken }: QueuedParcel): boolean {
    return broken !== undefined && this.#successes > broken.successes && this.#breaks === broken.before + broken.count;
  }
}
