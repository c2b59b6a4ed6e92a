import { createSocket, type Socket } from 'node:dgram';
import type { Clock } from '../../kit/clock.js';
import type { Encoding } from '../../model/batch.js';
import type { Acknowledgement, ProbeStep, Sink, Window, WindowLimits } from '../../model/sink.js';
import { limitOf } from './limit.js';
import { type Peer, targetOf } from './peer.js';
import { resolveName } from './resolve.js';
import { failureOf, UdpWindow } from './udp-window.js';

export interface UdpSinkOptions extends Omit<Peer, 'protocol'> {
  /** Events that are sent without a pause. */
  readonly batchSize: number;
  readonly clock: Clock;
}

/** While one window listens for an answer, the next is sent. */
const LIMITS: WindowLimits = {
  bytes: 16 * 1024 * 1024,
  events: Infinity,
  idle: 1000,
  age: 5000,
  inFlight: 2,
};

/** Logstash's udp input: one event a datagram, with its line end, so that the codecs json and json_lines both take it. */
export class UdpSink implements Sink {
  readonly product = 'Logstash';
  readonly acknowledgement: Acknowledgement = 'none';
  readonly encoding: Encoding = 'json-lines';
  readonly limits = LIMITS;
  readonly target: string;
  readonly #options: UdpSinkOptions;
  readonly #peer: Peer;
  readonly #open = new Set<UdpWindow>();
  readonly #closing = new AbortController();
  /** Which of several addresses (`localhost`: one of IPv6, one of IPv4) is used. */
  #turn = 0;

  constructor(options: UdpSinkOptions) {
    this.#options = options;
    this.#peer = { ...options, protocol: 'udp' };
    this.target = targetOf(this.#peer);
  }

  async begin(): Promise<Window> {
    const { batchSize: burst, clock } = this.#options;
    const socket = await this.#connect();
    const window = new UdpWindow({
      socket,
      target: this.target,
      burst,
      clock,
      onOver: (error) => {
        // Who can't be reached by one address may be reached by the next.
        if (error) this.#turn++;
        this.#open.delete(window);
      },
    });
    this.#open.add(window);
    return window;
  }

  /** Says only that the name is known: of a peer that was sent nothing, nothing can be heard. */
  async probe(onStep?: (step: ProbeStep) => void): Promise<void> {
    const socket = await this.#connect(onStep);
    socket.close();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const window of this.#open) window.abandon();
  }

  async #connect(onStep?: (step: ProbeStep) => void): Promise<Socket> {
    const started = performance.now();
    const limit = limitOf(this.#peer, this.#closing.signal);
    try {
      const addresses = await Promise.race([resolveName(this.#peer), limit.reached]);
      onStep?.({ name: 'resolve', detail: addresses.join(', '), milliseconds: performance.now() - started });
      return await this.#dial(addresses[this.#turn % addresses.length]!);
    } finally {
      limit.lift();
    }
  }

  /** Sends nothing: from now on the system tells the socket what it hears of that address. */
  #dial(address: string): Promise<Socket> {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    return new Promise((resolve, reject) => {
      socket.connect(this.#peer.port, address, (fault?: Error) => {
        if (!fault) return resolve(socket);
        socket.close();
        this.#turn++;
        reject(failureOf(this.target, fault));
      });
    });
  }
}
