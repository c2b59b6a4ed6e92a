import type { Socket } from 'node:dgram';
import type { Clock } from '../../kit/clock.js';
import { SinkError } from '../../model/errors.js';
import type { ItemVerdict, Parcel, Receipt, Window } from '../../model/sink.js';
import { reject } from '../../model/verdict.js';
import { LARGEST_DATAGRAM, sendBurst } from './datagrams.js';

/** Milliseconds that a host is given to say that nobody listens there (ICMP port unreachable, RFC 792). */
const HEARING = 200;

export interface UdpWindowOptions {
  /** Connected, so that the system tells it what ICMP says of the peer. */
  readonly socket: Socket;
  readonly target: string;
  /** Events that are sent without a pause. */
  readonly burst: number;
  readonly clock: Clock;
  readonly onOver: (error?: SinkError) => void;
}

/** Datagrams to one peer, an event each. Nobody answers for them; that nobody listens can be heard. */
export class UdpWindow implements Window {
  readonly #options: UdpWindowOptions;
  readonly #exceptions: ItemVerdict[] = [];
  readonly #over = new AbortController();
  #failure: SinkError | undefined;
  #parcels = 0;

  constructor(options: UdpWindowOptions) {
    this.#options = options;
    options.socket.on('error', (cause: NodeJS.ErrnoException) => this.#fail(cause));
  }

  async write({ batch, from, to }: Parcel): Promise<void> {
    const parcel = this.#parcels++;
    const { socket, burst, clock } = this.#options;
    for (let first = from; first < to; first += burst) {
      const events = Array.from({ length: Math.min(burst, to - first) }, (_, index) => first + index);
      const fitting = events.filter((event) => {
        const size = batch.endOf(event) - startOf(batch, event);
        if (size <= LARGEST_DATAGRAM) return true;
        this.#refuse(parcel, event, `the event has ${size} bytes, and a datagram holds ${LARGEST_DATAGRAM}`);
        return false;
      });
      const datagrams = fitting.map((event) => batch.bytes.subarray(startOf(batch, event), batch.endOf(event)));
      const unsent = await this.#unlessOver(() => sendBurst(socket, datagrams, clock, this.#over.signal));
      for (const [index, fault] of unsent) {
        if (fault.code === 'EMSGSIZE') {
          this.#refuse(parcel, fitting[index]!, `this system sends no datagram of ${datagrams[index]!.length} bytes`);
        } else this.#fail(fault);
      }
      this.#check();
    }
  }

  async commit(): Promise<Receipt> {
    await this.#unlessOver(() => this.#options.clock.sleep(HEARING, this.#over.signal));
    this.#close();
    return { exceptions: this.#exceptions };
  }

  abandon(): void {
    this.#fail({ name: 'Error', message: 'given up' });
  }

  /** Throws what the window failed with, also where that is what ended the wait. */
  async #unlessOver<T>(wait: () => Promise<T>): Promise<T> {
    this.#check();
    try {
      return await wait();
    } finally {
      this.#check();
    }
  }

  #check(): void {
    if (this.#failure) throw this.#failure;
  }

  #refuse(parcel: number, event: number, reason: string): void {
    this.#exceptions.push({ parcel, event, verdict: reject(reason) });
  }

  #fail(cause: NodeJS.ErrnoException): void {
    if (this.#over.signal.aborted) return;
    this.#failure = failureOf(this.#options.target, cause);
    this.#close(this.#failure);
  }

  #close(error?: SinkError): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    this.#options.socket.close();
    this.#options.onOver(error);
  }
}

function startOf(batch: Parcel['batch'], event: number): number {
  return event === 0 ? 0 : batch.endOf(event - 1);
}

/** What a fault of the socket means. */
export function failureOf(target: string, cause: NodeJS.ErrnoException): SinkError {
  if (cause.code === 'ECONNREFUSED') {
    return new SinkError('refused', target, `${target}: the host says that nothing listens there`, {
      cause,
      next: ['Is Logstash running, with a udp input on that port?'],
    });
  }
  return new SinkError('refused', target, `${target}: a datagram could not be sent (${cause.code ?? cause.message})`, {
    cause,
    next: ['Look at the network of this machine: is there a route, does a firewall forbid it?'],
  });
}
