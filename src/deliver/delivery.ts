import type { Clock } from '../kit/clock.js';
import type { RetryPolicy } from '../kit/backoff.js';
import { Signal } from '../kit/signal.js';
import type { Batch, Encoding } from '../model/batch.js';
import { SinkError } from '../model/errors.js';
import type { Receipt, Sink } from '../model/sink.js';
import { fillWindow } from './fill-window.js';
import type { DeliveryHooks } from './hooks.js';
import { ParcelQueue } from './parcel-queue.js';
import { eventsOf, type QueuedParcel } from './parcels.js';
import { sortReceipt } from './receipts.js';
import { type NextTry, Road } from './road.js';
import { Tracking } from './tracking.js';

export interface DeliveryOptions {
  /** The first one is used as long as it can be; the others are fallbacks, in order. */
  readonly sinks: readonly Sink[];
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly hooks: DeliveryHooks;
  /** Encodes events of a batch for another road: `Lane.reencode` of the lane that made it. */
  readonly reencode: (batch: Batch, from: number, to: number, encoding: Encoding) => Batch[];
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
  readonly #options: DeliveryOptions;
  readonly #roads: readonly Road[];
  readonly #tracking: Tracking;
  readonly #queue = new ParcelQueue();
  /** Records that broke a connection all alone, until others have come through. */
  readonly #aside: QueuedParcel[] = [];
  readonly #changed = new Signal();
  readonly #abort = new AbortController();
  #current = 0;
  #filling = false;
  #flushing = false;
  #hurried = false;
  #failure: Error | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#tracking = new Tracking((batch) => options.hooks.settled(batch));
    this.#roads = options.sinks.map((sink) => new Road(sink, options.policy, options.clock));
    const workers = Math.max(...options.sinks.map((sink) => sink.limits.inFlight));
    for (let index = 0; index < workers; index++) void this.#work(index);
  }

  /** The sink in use. */
  get sink(): Sink {
    return this.#road.sink;
  }

  get fellBack(): boolean {
    return this.#current > 0;
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Rejects with what delivery failed with, and is pending until then. */
  get failed(): Promise<never> {
    return this.#changed.until(() => this.#failure !== undefined).then(() => Promise.reject(this.#failure!));
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

  /** Gives up at once. What is not settled stays pending. */
  fail(reason: Error): void {
    if (this.#failure) return;
    this.#failure = reason;
    this.#abort.abort(reason);
    void this.close();
    this.#changed.notify();
  }

  /** Closes the sinks, and with them every window that is under way. */
  async close(): Promise<void> {
    await Promise.all(this.#roads.map((road) => road.sink.close()));
  }

  get #road(): Road {
    return this.#roads[this.#current]!;
  }

  #check(): void {
    if (this.#failure) throw this.#failure;
  }

  /** One window after the other. There are as many workers as a sink takes windows at once; one at a time fills. */
  async #work(index: number): Promise<void> {
    try {
      for (;;) {
        await this.#changed.until(() => this.#failure !== undefined || this.#hasWorkFor(index));
        if (this.#failure) return;
        await this.#sendWindow(this.#road);
      }
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #hasWorkFor(worker: number): boolean {
    if (this.#filling || worker >= this.sink.limits.inFlight) return false;
    if (this.#queue.empty) this.#enqueue(this.#aside.splice(0));
    return !this.#queue.empty;
  }

  async #sendWindow(road: Road): Promise<void> {
    const sent: QueuedParcel[] = [];
    let receipt: Receipt;
    let began = false;
    this.#filling = true;
    try {
      if (road.pause > 0) await this.#options.clock.sleep(road.pause, this.#abort.signal);
      const window = await road.sink.begin();
      began = true;
      await fillWindow(window, this.#fillContext(road, sent));
      this.#stopFilling();
      receipt = await window.commit();
    } catch (error) {
      if (this.#failure || !(error instanceof SinkError)) throw error;
      return this.#onFailure(road, sent, error, began);
    } finally {
      this.#stopFilling();
    }
    this.#onReceipt(road, sent, receipt);
  }

  #fillContext(road: Road, sent: QueuedParcel[]) {
    return {
      road,
      queue: this.#queue,
      clock: this.#options.clock,
      taken: (parcel: QueuedParcel) => {
        sent.push(parcel);
        this.#changed.notify();
      },
      more: async (milliseconds: number) => {
        const reached = () => this.#flushing || this.#hurried || this.#failure !== undefined || !this.#queue.empty;
        await this.#changed.untilOr(reached, milliseconds, this.#options.clock);
        this.#check();
        return !this.#queue.empty;
      },
    };
  }

  #stopFilling(): void {
    this.#filling = false;
    this.#hurried = false;
    this.#changed.notify();
  }

  #onReceipt(road: Road, sent: readonly QueuedParcel[], receipt: Receipt): void {
    const sorted = sortReceipt(road.sink.target, sent, receipt);
    const { hooks } = this.#options;
    for (const { parcel, delivered, duplicates } of sorted.parcels) {
      if (delivered > 0) hooks.delivered(parcel.tracked.batch, delivered);
      if (duplicates > 0) hooks.duplicates(parcel.tracked.batch, duplicates);
      this.#tracking.settle(parcel.tracked, delivered + duplicates);
    }
    if (sorted.stop) return this.fail(sorted.stop);
    for (const { parcel, event, reason } of sorted.refusals) this.#refuse(road, parcel, event, reason);
    this.#enqueue(sorted.again);
    if (sorted.reason === undefined || sorted.progress) road.succeeded();
    if (sorted.progress) this.#enqueue(this.#aside.splice(0));
    if (sorted.reason !== undefined)
      this.#next(road, road.failed(), new SinkError('busy', road.sink.target, sorted.reason));
    this.#changed.notify();
  }

  #onFailure(road: Road, sent: readonly QueuedParcel[], error: SinkError, began: boolean): void {
    if (error.fault === 'denied') return this.fail(error);
    const events = sent.reduce((sum, parcel) => sum + eventsOf(parcel), 0);
    const broken = began && error.fault === 'broken' && events > 0;
    const next = error.lasting ? 'give up' : broken ? road.broke(events) : road.failed();
    const marked = sent.map((parcel) => ({ ...parcel, firstBreak: parcel.firstBreak ?? road.successes }));
    if (broken && events === 1 && road.searching) this.#suspect(road, marked[0]!, error);
    else this.#enqueue(broken ? marked : sent);
    this.#next(road, next, error);
  }

  /**
   * A record broke a connection all alone. If it did so before, and other records came through since, it is the
   * record. Until then others go first: it may be the peer that breaks everything.
   */
  #suspect(road: Road, parcel: QueuedParcel, error: SinkError): void {
    const loneBreaks = (parcel.loneBreaks ?? 0) + 1;
    if (loneBreaks > 1 && road.successes > parcel.firstBreak!) {
      this.#refuse(road, parcel, parcel.from, `the peer breaks the connection at this record (${error.message})`);
      road.recovered();
    } else this.#aside.push({ ...parcel, loneBreaks });
  }

  /** Waits for the next try, or goes over to the next road. */
  #next(road: Road, next: NextTry, error: SinkError): void {
    const { hooks } = this.#options;
    const reason = error.message;
    if (next !== 'give up') hooks.notice({ kind: 'retrying', target: road.sink.target, reason, milliseconds: next });
    else if (road === this.#road) {
      if (this.#current + 1 === this.#roads.length) return this.fail(error);
      this.#current++;
      hooks.notice({ kind: 'fallback', from: road.sink.target, to: this.sink.target, reason });
      this.#enqueue([...this.#queue.drain(), ...this.#aside.splice(0)]);
    }
    this.#changed.notify();
  }

  #refuse(road: Road, parcel: QueuedParcel, event: number, reason: string): void {
    const original = parcel.batch.original(event);
    this.#options.hooks.refused({ batch: parcel.tracked.batch, original, reason, target: road.sink.target });
    this.#tracking.settle(parcel.tracked, 1);
  }

  #enqueue(parcels: readonly QueuedParcel[]): void {
    for (const parcel of parcels) for (const fitted of this.#encodedFor(parcel)) this.#queue.add(fitted);
  }

  /** A parcel in the layout of the road in use, made again where it has another one. */
  #encodedFor(parcel: QueuedParcel): QueuedParcel[] {
    const { tracked, batch, base, from, to } = parcel;
    if (batch.encoding === this.sink.encoding) return [parcel];
    let first = base + from;
    return this.#options.reencode(batch, from, to, this.sink.encoding).map((copy) => {
      tracked.copies.push(copy);
      const made: QueuedParcel = { tracked, batch: copy, base: first, from: 0, to: copy.count };
      first += copy.count;
      return made;
    });
  }
}
