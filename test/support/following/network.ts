import type { Clock } from '../../../src/kit/clock.js';
import { SinkError } from '../../../src/model/errors.js';
import type { Parcel, Sink, Window } from '../../../src/model/sink.js';
import type { Arrivals } from './followed-log.js';

interface Event {
  readonly seq: number;
  readonly id: string;
}

/** A receiver, and the way to it. */
export class Network implements Arrivals {
  /** Numbers, in the order in which they were first sent. */
  readonly order: number[] = [];
  /** By number: the ids under which it has arrived. */
  readonly ids = new Map<number, Set<string>>();
  away = false;
  /** Milliseconds from the end of a window to its answer. */
  delay = 0;
  readonly #clock: Clock;
  readonly #sent = new Set<number>();
  readonly #windows = new Set<WindowOnTheWay>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  has(seq: number): boolean {
    return this.ids.has(seq);
  }

  /** Ends every window under way: the receiver has the first events of each, and nobody is told. */
  cut(kept: number): void {
    for (const window of this.#windows) window.cut(kept);
    this.#windows.clear();
  }

  /** What one life of logship sends by. */
  peer(): Peer {
    return new Peer(this, this.#clock);
  }

  open(): WindowOnTheWay {
    const window = new WindowOnTheWay(this);
    this.#windows.add(window);
    return window;
  }

  close(window: WindowOnTheWay): void {
    this.#windows.delete(window);
  }

  send({ seq }: Event): void {
    if (!this.#sent.has(seq)) this.order.push(seq);
    this.#sent.add(seq);
  }

  take({ seq, id }: Event): void {
    this.ids.set(seq, (this.ids.get(seq) ?? new Set()).add(id));
  }
}

/** Events that were written, and that nobody has answered for yet. */
class WindowOnTheWay {
  readonly #network: Network;
  readonly #events: Event[] = [];
  broken = false;

  constructor(network: Network) {
    this.#network = network;
  }

  add(parcel: Parcel): void {
    for (const event of eventsOf(parcel)) {
      this.#events.push(event);
      this.#network.send(event);
    }
  }

  cut(kept: number): void {
    this.broken = true;
    for (const event of this.#events.slice(0, kept)) this.#network.take(event);
  }

  arrive(): void {
    for (const event of this.#events) this.#network.take(event);
    this.#network.close(this);
  }
}

/** A road to the receiver, until its process is gone. */
export class Peer implements Sink {
  readonly product = 'Fake';
  readonly acknowledgement = 'read';
  readonly target = 'fake://peer';
  readonly encoding = 'json-lines';
  readonly limits = { bytes: 4096, events: 8, idle: 1000, age: 5000, inFlight: 2 };
  readonly #network: Network;
  readonly #clock: Clock;
  #dead = false;

  constructor(network: Network, clock: Clock) {
    this.#network = network;
    this.#clock = clock;
  }

  /** Nothing that its process does is seen any more. */
  die(): void {
    this.#dead = true;
  }

  async begin(): Promise<Window> {
    this.#check('refused');
    const window = this.#network.open();
    return {
      write: async (parcel) => {
        this.#check('broken', window);
        window.add(parcel);
      },
      commit: async () => {
        this.#check('broken', window);
        if (this.#network.delay > 0) await this.#clock.sleep(this.#network.delay);
        this.#check('broken', window);
        window.arrive();
        return { exceptions: [] };
      },
      abandon: () => this.#network.close(window),
    };
  }

  async probe(): Promise<void> {
    this.#check('refused');
  }

  async close(): Promise<void> {}

  #check(fault: 'refused' | 'broken', window?: WindowOnTheWay): void {
    if (!this.#network.away && !this.#dead && !window?.broken) return;
    if (window) this.#network.close(window);
    throw new SinkError(fault, this.target, fault);
  }
}

function eventsOf({ batch, from, to }: Parcel): Event[] {
  return Array.from({ length: to - from }, (_, index) => {
    const event = from + index;
    const start = event === 0 ? 0 : batch.endOf(event - 1);
    const text = Buffer.from(batch.bytes.subarray(start, batch.endOf(event))).toString();
    const { seq, '@metadata': metadata } = JSON.parse(text) as { seq: number; '@metadata': { _id: string } };
    return { seq, id: metadata._id };
  });
}
