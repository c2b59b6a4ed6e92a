import type { Clock } from '../kit/clock.js';
import type { RetryPolicy } from '../kit/backoff.js';
import { Signal } from '../kit/signal.js';
import type { Batch } from '../model/batch.js';
import { SinkError } from '../model/errors.js';
import type { Receipt, Sink, Window } from '../model/sink.js';
import { encodeFor, type Reencode } from './encode-for.js';
import { type FillContext, fillWindow } from './fill-window.js';
import type { DeliveryHooks } from './hooks.js';
import { ParcelQueue } from './parcel-queue.js';
import { eventsOf, type QueuedParcel, splitAt } from './parcels.js';
import { PoisonSearch } from './poison.js';
import { sortReceipt } from './receipts.js';
import type { NextTry, Road } from './road.js';
import { RoadChoice } from './road-choice.js';
import { Tracking } from './tracking.js';

export interface DeliveryOptions {
  /** The first one is used as long as it can be; the others are fallbacks, in order. */
  readonly sinks: readonly Sink[];
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly hooks: DeliveryHooks;
  readonly reencode: Reencode;
  /**
   * Where all roads are given up, begin again with the first one, after pauses that grow, instead of failing; and
   * leave a fallback as soon as the first road answers again.
   */
  readonly endless?: boolean;
  /** Take every refusal for one of the event alone, even where a whole window is refused for one reason. */
  readonly refusedOneByOne?: boolean;
}

/** A window, from its road to its end. */
interface Attempt {
  readonly road: Road;
  /** See `Road.ticket`. */
  ticket: number;
  /** What was written, in order. */
  readonly sent: QueuedParcel[];
  /** Absent until the peer was reached. */
  window?: Window;
}

/** Bytes that may wait for a window. What is under way in windows comes on top. */
const QUEUE_BYTES = 4 * 1024 * 1024;

/**
 * Drives batches through a sink until every event has its end: delivered, duplicate or refused. Retries, falls
 * back to another sink, looks for poison records, and holds the producer back while the peer is slow.
 *
 * Where all roads are given up, or a peer says that a person must act, delivery fails: what is not settled then
 * is pending, and is not lost as long as its place in the source is remembered.
 */
export class Delivery {
  /** Rejects with what delivery fails with, and is pending until then. It may be left alone. */
  readonly failed: Promise<never>;
  readonly #options: DeliveryOptions;
  readonly #roads: RoadChoice;
  readonly #tracking: Tracking;
  readonly #queue: ParcelQueue;
  /** Suspects, until others have come through. */
  readonly #aside: QueuedParcel[] = [];
  readonly #poison = new PoisonSearch();
  readonly #changed = new Signal();
  readonly #abort = new AbortController();
  readonly #attempts = new Set<Attempt>();
  #filling = false;
  #flushing = false;
  #hurried = false;
  #failure: Error | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    const { signal } = this.#abort;
    this.#queue = new ParcelQueue((parcel) => encodeFor(parcel, this.sink.encoding, options.reencode));
    this.failed = new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(this.#failure!)));
    this.failed.catch(() => {});
    this.#tracking = new Tracking((batch) => options.hooks.settled(batch));
    this.#roads = new RoadChoice({
      ...options,
      endless: options.endless ?? false,
      notice: (notice) => options.hooks.notice(notice),
      onSwitch: () => {
        this.#enqueue(this.#aside.splice(0));
        this.#changed.notify();
      },
      signal,
    });
    const workers = Math.max(...options.sinks.map((sink) => sink.limits.inFlight));
    for (let index = 0; index < workers; index++) void this.#work(index);
  }

  /** The sink in use. */
  get sink(): Sink {
    return this.#road.sink;
  }

  get fellBack(): boolean {
    return this.#roads.fellBack;
  }

  /** Is aborted with what delivery fails with. */
  get failing(): AbortSignal {
    return this.#abort.signal;
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Events that were offered and have no end yet. */
  get pending(): number {
    return this.#tracking.events;
  }

  /** Takes a batch over. Resolves when there is room for another one. Throws what delivery failed with. */
  async offer(batch: Batch): Promise<void> {
    this.#check();
    const parcel = this.#tracking.track(batch);
    if (parcel) this.#enqueue([parcel]);
    this.#changed.notify();
    await this.#changed.until(() => this.#failure !== undefined || this.#queue.bytes < QUEUE_BYTES);
    this.#check();
  }

  /** Sends without waiting for more, and resolves when everything is settled. Throws as `offer` does. */
  async flush(): Promise<void> {
    this.#flushing = true;
    this.#changed.notify();
    await this.#changed.until(() => this.#failure !== undefined || this.#tracking.empty);
    this.#flushing = false;
    this.#check();
  }

  /** Closes the open window as soon as nothing waits: its batches hold memory that somebody needs. */
  hurry(): void {
    this.#hurried = true;
    this.#changed.notify();
  }

  /** Gives up at once, and every window that is under way. What is not settled stays pending. */
  fail(reason: Error): void {
    if (this.#failure) return;
    this.#failure = reason;
    this.#abort.abort(reason);
    for (const { window } of this.#attempts) window?.abandon();
    this.#changed.notify();
  }

  /** Closes the sinks. Delivery fails with that, where something is not settled. */
  async close(): Promise<void> {
    if (!this.#tracking.empty) this.fail(new Error('delivery was closed before everything was settled'));
    await Promise.all(this.#roads.all.map((road) => road.sink.close()));
  }

  get #road(): Road {
    return this.#roads.current;
  }

  #check(): void {
    if (this.#failure) throw this.#failure;
  }

  /** One window after the other. There are as many workers as a sink takes windows at once; one at a time fills. */
  async #work(index: number): Promise<void> {
    try {
      while (!this.#failure) {
        // Several may be woken at once, and only the first of them finds the work still there.
        if (this.#hasWorkFor(index)) await this.#sendWindow(this.#road);
        else await this.#changed.until(() => this.#failure !== undefined || this.#hasWorkFor(index));
      }
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #hasWorkFor(worker: number): boolean {
    if (this.#filling || worker >= this.sink.limits.inFlight) return false;
    return !this.#queue.empty || this.#aside.length > 0;
  }

  async #sendWindow(road: Road): Promise<void> {
    const attempt: Attempt = { road, ticket: road.ticket, sent: [] };
    this.#attempts.add(attempt);
    try {
      const receipt = await this.#send(attempt);
      if (receipt) this.#onReceipt(attempt, receipt);
    } catch (error) {
      if (this.#failure || !(error instanceof SinkError)) throw error;
      this.#onFailure(attempt, error);
    } finally {
      this.#attempts.delete(attempt);
    }
  }

  /** @returns nothing where there was nothing to send in the end. */
  async #send(attempt: Attempt): Promise<Receipt | undefined> {
    const { road, sent } = attempt;
    this.#filling = true;
    try {
      while (road.pause > 0) await this.#options.clock.sleep(road.pause, this.#abort.signal);
      if (this.#queue.empty) this.#enqueue(this.#aside.splice(0));
      if (road === this.#road) await this.#fill(attempt);
    } finally {
      this.#filling = false;
      this.#hurried = false;
      this.#changed.notify();
    }
    if (sent.length > 0) return attempt.window?.commit();
    attempt.window?.abandon();
    return undefined;
  }

  async #fill(attempt: Attempt): Promise<void> {
    const { road, sent } = attempt;
    attempt.ticket = road.ticket;
    const window = await road.sink.begin();
    attempt.window = window;
    if (this.#failure) window.abandon();
    this.#check();
    const { clock } = this.#options;
    const context: FillContext = {
      road,
      queue: this.#queue,
      clock,
      inUse: () => road === this.#road,
      taken: (parcel) => void sent.push(parcel),
      left: () => this.#changed.notify(),
      more: async (milliseconds) => {
        const reached = () => this.#flushing || this.#hurried || this.#failure !== undefined || !this.#queue.empty;
        await this.#changed.untilOr(reached, milliseconds, clock);
        this.#check();
        return !this.#queue.empty;
      },
    };
    await fillWindow(window, context);
  }

  #onReceipt({ road, ticket, sent }: Attempt, receipt: Receipt): void {
    const { hooks, refusedOneByOne = false } = this.#options;
    const { target } = road.sink;
    const sorted = sortReceipt({ target, proven: road.proven, oneByOne: refusedOneByOne }, sent, receipt);
    for (const { parcel, delivered, duplicates } of sorted.parcels) {
      if (delivered > 0) hooks.delivered(parcel.tracked.batch, delivered);
      if (duplicates > 0) hooks.duplicates(parcel.tracked.batch, duplicates);
      if (delivered + duplicates > 0) this.#tracking.settle(parcel.tracked, delivered + duplicates);
    }
    if (sorted.stop) return this.fail(sorted.stop);
    for (const { parcel, event, reason } of sorted.refusals) this.#refuse(road, parcel, event, reason);
    this.#enqueue(sorted.again);
    this.#poison.succeeded(sent);
    if (sorted.reason === undefined || sorted.progress) {
      road.succeeded(sorted.taken);
      this.#roads.succeeded(road);
    }
    if (sorted.progress) this.#enqueue(this.#aside.splice(0));
    if (sorted.reason !== undefined)
      this.#next(road, road.failed(ticket, receipt.retryAfter), new SinkError('busy', target, sorted.reason));
    this.#changed.notify();
  }

  #onFailure(attempt: Attempt, error: SinkError): void {
    const { road, ticket, window } = attempt;
    const sent = this.#settleFront(attempt, error.acknowledged);
    if (error.fault === 'denied') return this.fail(error);
    if (error.acknowledged > 0 && sent.length === 0) return this.#changed.notify();
    const events = sent.reduce((sum, parcel) => sum + eventsOf(parcel), 0);
    const broken = window !== undefined && error.fault === 'broken' && events > 0;
    if (!broken) {
      this.#enqueue(sent);
      return this.#next(road, error.lasting ? 'give up' : road.failed(ticket, error.retryAfter), error);
    }
    // Where several windows break together, none is proof against a record.
    const alone = events === 1 && error.acknowledged === 0 && ticket === road.ticket;
    const next = road.broke(events, ticket);
    const marked = this.#poison.broke(sent);
    if (alone) return this.#onLoneBreak(road, marked[0]!, next, error);
    this.#enqueue(marked);
    this.#next(road, next, error);
  }

  /** What a peer had acknowledged of a window before it failed is delivered. @returns the rest. */
  #settleFront({ road, sent }: Attempt, acknowledged: number): readonly QueuedParcel[] {
    if (acknowledged === 0) return sent;
    const { front, rest } = splitAt(sent, acknowledged);
    for (const parcel of front) {
      this.#options.hooks.delivered(parcel.tracked.batch, eventsOf(parcel));
      this.#tracking.settle(parcel.tracked, eventsOf(parcel));
    }
    this.#poison.succeeded(front);
    road.succeeded(acknowledged);
    this.#roads.succeeded(road);
    this.#enqueue(this.#aside.splice(0));
    return rest;
  }

  /** A record broke a connection all alone: others go first now, since it may be the peer that breaks everything. */
  #onLoneBreak(road: Road, parcel: QueuedParcel, next: NextTry, error: SinkError): void {
    const suspect = this.#poison.brokeAlone(parcel, this.#tracking.events === 1);
    if (this.#poison.isPoison(suspect)) {
      this.#refuse(road, parcel, parcel.from, `the peer breaks the connection at this record (${error.message})`);
      road.recovered();
      return this.#changed.notify();
    }
    if (road.searching) this.#aside.push(suspect);
    else this.#enqueue([suspect]);
    this.#next(road, next, error);
  }

  /** Waits for the next try, or goes over to the next road. */
  #next(road: Road, next: NextTry, error: SinkError): void {
    const { hooks } = this.#options;
    const reason = error.message;
    const { target } = road.sink;
    // A window that was still under way on a road that was left is no news: what it held goes by the new one.
    if (road !== this.#road || this.#failure) return this.#changed.notify();
    if (next !== 'give up') {
      if (!this.#roads.allAway) hooks.notice({ kind: 'retrying', target, reason, milliseconds: next });
    } else if (!this.#roads.giveUp(error)) return this.fail(error);
    this.#changed.notify();
  }

  #refuse(road: Road, parcel: QueuedParcel, event: number, reason: string): void {
    const original = parcel.batch.original(event);
    this.#options.hooks.refused({ batch: parcel.tracked.batch, original, reason, target: road.sink.target });
    this.#tracking.settle(parcel.tracked, 1);
  }

  #enqueue(parcels: readonly QueuedParcel[]): void {
    for (const parcel of parcels) this.#queue.add(parcel);
  }
}
