import { SinkError } from '../model/errors.js';
import type { Receipt } from '../model/sink.js';
import { eventsOf, type QueuedParcel } from './parcels.js';

/** One event that a peer refused for good. */
export interface Refusal {
  readonly parcel: QueuedParcel;
  readonly event: number;
  readonly reason: string;
}

/** What became of the events of one parcel that are neither refused nor to be sent again. */
export interface Taken {
  readonly parcel: QueuedParcel;
  delivered: number;
  duplicates: number;
}

/** A receipt, sorted by what is to be done about each event. */
export interface SortedReceipt {
  readonly parcels: readonly Taken[];
  readonly refusals: readonly Refusal[];
  /** To be sent again, and why. */
  readonly again: readonly QueuedParcel[];
  readonly reason: string | undefined;
  /** How many events are with the peer now. */
  readonly taken: number;
  /** Some event has its end now. */
  readonly progress: boolean;
  /** Says that a person must act before anything else is sent. */
  readonly stop: SinkError | undefined;
}

/** Where a window was sent to. */
export interface Addressee {
  readonly target: string;
  /** Whether it ever took an event. */
  readonly proven: boolean;
  /** What it refuses says nothing of it, however much it is. */
  readonly oneByOne?: boolean;
}

/** A peer that takes events is at fault only when it refuses this many together. */
const MANY = 100;

/** Sorts what a peer said of the events of a window. */
export function sortReceipt(peer: Addressee, sent: readonly QueuedParcel[], receipt: Receipt): SortedReceipt {
  const parcels: Taken[] = sent.map((parcel) => ({ parcel, delivered: eventsOf(parcel), duplicates: 0 }));
  const refusals: Refusal[] = [];
  const again: QueuedParcel[] = [];
  let reason: string | undefined;
  let stop: SinkError | undefined;
  for (const { parcel: index, event, verdict } of receipt.exceptions) {
    const taken = parcels[index]!;
    taken.delivered--;
    if (verdict.kind === 'duplicate') taken.duplicates++;
    else if (verdict.kind === 'reject') refusals.push({ parcel: taken.parcel, event, reason: verdict.reason });
    else {
      addAgain(again, taken.parcel, event);
      if (verdict.kind === 'retry') reason ??= verdict.reason;
      else stop ??= new SinkError(verdict.denied ? 'denied' : 'refusing', peer.target, verdict.reason);
    }
  }
  const taken = parcels.reduce((sum, { delivered, duplicates }) => sum + delivered + duplicates, 0);
  const progress = refusals.length + taken > 0;
  return { parcels, refusals, again, reason, taken, progress, stop: stop ?? refusedAsOne(peer, sent, refusals) };
}

/** Neighbours travel on together. */
function addAgain(again: QueuedParcel[], parcel: QueuedParcel, event: number): void {
  const last = again.at(-1);
  if (last && last.batch === parcel.batch && last.to === event) again[again.length - 1] = { ...last, to: event + 1 };
  else again.push({ ...parcel, from: event, to: event + 1 });
}

/**
 * A whole window that is refused for one and the same reason speaks of the target, not of the events: a mapping
 * or a pipeline that is wrong. To reject a file of a million events for it would help nobody. But a few bad events
 * behind many good ones are just that.
 */
function refusedAsOne(
  { target, proven, oneByOne }: Addressee,
  sent: readonly QueuedParcel[],
  refusals: readonly Refusal[],
): SinkError | undefined {
  const events = sent.reduce((sum, parcel) => sum + eventsOf(parcel), 0);
  const first = refusals[0];
  if (oneByOne || !first || events < (proven ? MANY : 2) || refusals.length < events) return undefined;
  if (refusals.some(({ reason }) => essence(reason) !== essence(first.reason))) return undefined;
  const message = `${target}: all ${events} events of a batch were refused: ${first.reason}`;
  const next = ['Mend the cause at the target, then run the same command again: nothing was dropped.'];
  return new SinkError('refusing', target, message, { next });
}

/** A reason without the names, ids and numbers of one event. */
function essence(reason: string): string {
  return reason.replace(/\[[^\]]*\]|'[^']*'|"[^"]*"|\d+/g, '');
}
