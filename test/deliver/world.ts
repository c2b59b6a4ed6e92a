import { Delivery } from '../../src/deliver/delivery.js';
import type { DeliveryNotice } from '../../src/deliver/hooks.js';
import type { RetryPolicy } from '../../src/kit/backoff.js';
import type { Batch, Encoding } from '../../src/model/batch.js';
import type { SinkFault } from '../../src/model/errors.js';
import { SinkError } from '../../src/model/errors.js';
import type { ItemVerdict, Parcel, Sink, Window, WindowLimits } from '../../src/model/sink.js';
import { batchOf, bulkInto, jsonLines } from '../support/batch.js';
import type { ManualClock } from '../support/manual-clock.js';

/** What a fake peer does with one window. Whatever it leaves out goes well. */
export interface Behaviour {
  /** Called before the connection: throw to refuse it. */
  begin?(): void | Promise<void>;
  /** Called with the number of each event as it is written; throw to break. What was called with was taken. */
  event?(event: number): void;
  /** Called when everything is written; throw to break, or say what is to be said of single events. */
  commit?(events: readonly number[]): void | Said | Promise<void | Said>;
}

/** By the number of the event. */
export type Said = ReadonlyMap<number, ItemVerdict['verdict']>;

export const fault = (kind: SinkFault, lasting = false) => new SinkError(kind, 'fake://peer', kind, { lasting });

/** A break behind so many acknowledged events. */
export const brokenBehind = (acknowledged: number) =>
  new SinkError('broken', 'fake://peer', 'broken', { acknowledged });

/** A peer in memory. Events are known by the number in their document: `{"n":<number>}`. */
export class FakeSink implements Sink {
  readonly product = 'Fake';
  readonly acknowledgement = 'read';
  readonly target: string;
  readonly encoding: Encoding;
  readonly limits: WindowLimits;
  /** Events of each window, in the order of their first write. */
  readonly windows: number[][] = [];
  /** Events that the peer holds, as often as it took them. */
  readonly taken: number[] = [];
  /** When each connection was tried. */
  readonly tries: number[] = [];
  abandoned = 0;
  closed = 0;
  /** Windows that fill, and the most that ever did so at once. */
  filling = 0;
  mostFilling = 0;
  readonly #clock: ManualClock;
  readonly #behave: (window: number) => Behaviour;

  constructor(
    clock: ManualClock,
    behave: (window: number) => Behaviour = () => ({}),
    options: Partial<WindowLimits> & { encoding?: Encoding; target?: string } = {},
  ) {
    const { encoding = 'json-lines', target = 'fake://peer', ...limits } = options;
    this.#clock = clock;
    this.#behave = behave;
    this.encoding = encoding;
    this.target = target;
    this.limits = { bytes: 1000, events: Infinity, idle: 1000, age: 5000, inFlight: 1, ...limits };
  }

  async begin(): Promise<Window> {
    const behaviour = this.#behave(this.tries.length);
    this.tries.push(this.#clock.now());
    await behaviour.begin?.();
    return this.#window(behaviour);
  }

  async probe(): Promise<void> {
    await this.#behave(this.windows.length).begin?.();
  }

  async close(): Promise<void> {
    this.closed++;
  }

  #window(behaviour: Behaviour): Window {
    const places: { parcel: number; event: number; number: number }[] = [];
    const events: number[] = [];
    let parcels = 0;
    let open = true;
    let giveUp = (): void => {};
    const givenUp = new Promise<never>((_resolve, reject) => (giveUp = () => reject(fault('broken'))));
    givenUp.catch(() => {});
    this.windows.push(events);
    this.filling++;
    this.mostFilling = Math.max(this.filling, this.mostFilling);
    const over = () => {
      if (open) this.filling--;
      open = false;
    };
    const write = async (parcel: Parcel): Promise<void> => {
      const numbers = numbersIn(parcel);
      for (const [index, number] of numbers.entries()) {
        events.push(number);
        places.push({ parcel: parcels, event: parcel.from + index, number });
      }
      parcels++;
      if (parcel.batch.encoding !== this.encoding) throw new Error('the encoding of another road');
      try {
        for (const number of numbers) {
          this.taken.push(number);
          behaviour.event?.(number);
        }
      } catch (error) {
        over();
        throw error;
      }
    };
    const commit = async () => {
      over();
      const said = (await Promise.race([behaviour.commit?.(events), givenUp])) ?? new Map();
      const exceptions = places.flatMap(({ parcel, event, number }) => {
        const verdict = said.get(number);
        return verdict ? [{ parcel, event, verdict }] : [];
      });
      return { exceptions };
    };
    const abandon = () => {
      over();
      this.abandoned++;
      giveUp();
    };
    return { write, commit, abandon };
  }
}

function numbersIn({ batch, from, to }: Parcel): number[] {
  const numbers = [];
  for (let index = from; index < to; index++) {
    const start = index === 0 ? 0 : batch.endOf(index - 1);
    const lines = Buffer.from(batch.bytes.subarray(start, batch.endOf(index)))
      .toString()
      .trim()
      .split('\n');
    numbers.push((JSON.parse(lines.at(-1) ?? '') as { n: number }).n);
  }
  return numbers;
}

export const PATIENT: RetryPolicy = { maxRetries: 3, delay: 2000, backoff: 'fixed', retryFor: undefined };

/** A delivery whose time a test holds, and all it told. */
export class World {
  readonly clock: ManualClock;
  readonly delivery: Delivery;
  readonly counts = { delivered: 0, duplicates: 0 };
  readonly refused: { n: number; reason: string }[] = [];
  readonly notices: DeliveryNotice[] = [];
  /** Batches in the order in which they were settled. */
  readonly settled: Batch[] = [];
  /** How often each batch, and each copy, was released. */
  readonly released = new Map<Batch, number>();
  /** Copies made for another road. */
  readonly copies: Batch[] = [];
  /** The events of those. */
  readonly settledEvents: number[] = [];
  /** How many events were offered. */
  offered = 0;

  constructor(clock: ManualClock, sinks: readonly Sink[], policy: RetryPolicy = PATIENT, endless = false) {
    this.clock = clock;
    this.delivery = new Delivery({
      endless,
      sinks,
      policy,
      clock,
      reencode: (batch, from, to, encoding) => {
        const copy = this.#batch(numbersIn({ batch, from, to }), encoding);
        this.copies.push(copy);
        return [copy];
      },
      hooks: {
        delivered: (_batch, events) => (this.counts.delivered += events),
        duplicates: (_batch, events) => (this.counts.duplicates += events),
        refused: ({ original, reason }) => {
          const { n } = JSON.parse(Buffer.from(original.bytes).toString()) as { n: number };
          this.refused.push({ n, reason });
        },
        settled: (batch) => {
          if (this.released.has(batch)) throw new Error('settled after it was released');
          this.settled.push(batch);
          this.settledEvents.push(...numbersIn({ batch, from: 0, to: batch.count }));
        },
        notice: (notice) => this.notices.push(notice),
      },
    });
  }

  /** Makes a batch of the next `events` numbers. */
  batch(events: number, encoding: Encoding = 'json-lines'): Batch {
    const first = this.offered;
    this.offered += events;
    return this.#batch(
      Array.from({ length: events }, (_, index) => first + index),
      encoding,
    );
  }

  /** Resolves or rejects as the promise does, moving time on to the next timer whenever nothing else happens. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let over = false;
    const end = () => (over = true);
    promise.then(end, end);
    for (;;) {
      await turn();
      if (over) return promise;
      if (!this.clock.advanceToNext()) throw new Error('nothing happens any more, and no timer waits');
    }
  }

  /** Offers batches of so many events each, and flushes. */
  async ship(...sizes: readonly number[]): Promise<void> {
    await this.run(
      (async () => {
        for (const size of sizes) await this.delivery.offer(this.batch(size));
        await this.delivery.flush();
      })(),
    );
  }

  #batch(numbers: readonly number[], encoding: Encoding): Batch {
    const documents = numbers.map((n) => JSON.stringify({ n }));
    const batch: Batch = batchOf(documents, encoding === 'bulk' ? bulkInto('logs') : jsonLines, {
      onRelease: () => this.released.set(batch, (this.released.get(batch) ?? 0) + 1),
    });
    return batch;
  }
}

/** Lets everything happen that waits for nothing but its turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The numbers from `from` to `to`, without `to`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
