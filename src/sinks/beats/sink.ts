import type { Clock } from '../../kit/clock.js';
import type { Encoding } from '../../model/batch.js';
import type { Acknowledgement, ProbeStep, Sink, SinkNotice, Window, WindowLimits } from '../../model/sink.js';
import { connectTcp } from '../logstash/connect.js';
import { type Peer, targetOf } from '../logstash/peer.js';
import { StallWatch } from '../logstash/stall-watch.js';
import { BeatsConnection } from './connection.js';
import { BeatsWindow } from './window.js';

export interface BeatsSinkOptions extends Omit<Peer, 'protocol'> {
  /** Events of a window. */
  readonly batchSize: number;
  readonly clock: Clock;
  readonly onNotice: (notice: SinkNotice) => void;
}

/** Logstash's beats input (lumberjack v2): each window is acknowledged. Connections are kept for the next windows. */
export class BeatsSink implements Sink {
  readonly product = 'Logstash';
  readonly acknowledgement: Acknowledgement = 'accepted';
  readonly encoding: Encoding = 'json-lines';
  readonly limits: WindowLimits;
  readonly target: string;
  readonly #options: BeatsSinkOptions;
  readonly #peer: Peer;
  readonly #idle: BeatsConnection[] = [];
  readonly #busy = new Set<BeatsConnection>();
  readonly #closing = new AbortController();

  constructor(options: BeatsSinkOptions) {
    this.#options = options;
    this.#peer = { ...options, protocol: 'beats' };
    this.target = targetOf(this.#peer);
    this.limits = { bytes: 16 * 1024 * 1024, events: options.batchSize, idle: 50, age: 1000, inFlight: 2 };
  }

  async begin(): Promise<Window> {
    const connection =
      this.#take() ??
      new BeatsConnection(await this.#dial(), this.target, (error) => this.#peer.tls?.explain(error, this.target));
    this.#busy.add(connection);
    const watch = new StallWatch({
      clock: this.#options.clock,
      progress: () => connection.progress,
      look: () => this.#isReachable(),
      onStalled: (seconds) => this.#options.onNotice({ kind: 'stalled', target: this.target, seconds }),
      onResumed: (seconds) => this.#options.onNotice({ kind: 'resumed', target: this.target, seconds }),
      onDead: () => connection.fail('nothing moved, and the peer can no longer be reached'),
    });
    return new BeatsWindow({
      connection,
      watch,
      onOver: () => {
        this.#busy.delete(connection);
        if (connection.usable) this.#idle.push(connection);
      },
    });
  }

  async probe(onStep?: (step: ProbeStep) => void): Promise<void> {
    const socket = await this.#dial(onStep);
    socket.on('error', () => {});
    socket.destroy();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const connection of [...this.#idle, ...this.#busy]) connection.fail('the road is closed');
  }

  /** A connection that an earlier window left. The peer may have closed it since. */
  #take(): BeatsConnection | undefined {
    for (let connection = this.#idle.pop(); connection; connection = this.#idle.pop()) {
      if (connection.usable) return connection;
    }
    return undefined;
  }

  #dial(onStep?: (step: ProbeStep) => void) {
    return connectTcp(this.#peer, this.#closing.signal, onStep);
  }

  async #isReachable(): Promise<boolean> {
    try {
      await this.probe();
      return true;
    } catch {
      return false;
    }
  }
}
