import type { Clock } from '../../kit/clock.js';
import { succeeds } from '../../kit/succeeds.js';
import type { Encoding } from '../../model/batch.js';
import type { Acknowledgement, ProbeStep, Sink, SinkNotice, Window, WindowLimits } from '../../model/sink.js';
import { connectTcp } from '../logstash/connect.js';
import { type Peer, targetOf } from '../logstash/peer.js';
import { StallWatch } from '../logstash/stall-watch.js';
import { type Compress, compressor } from './compress.js';
import { BeatsConnection } from './connection.js';
import { FrameMemory } from './frame-memory.js';
import { WindowSize } from './window-size.js';
import { BeatsWindow } from './window.js';

export interface BeatsSinkOptions extends Omit<Peer, 'protocol'> {
  /** Events of the first windows: see `WindowSize`. */
  readonly batchSize: number;
  /** Windows under way at once. */
  readonly concurrency: number;
  /** zlib, from 1 to 9; 0 leaves frames as they are. */
  readonly compression: number;
  readonly clock: Clock;
  readonly onNotice: (notice: SinkNotice) => void;
}

/** Logstash's beats input (lumberjack v2): each window is acknowledged. Connections are kept for the next windows. */
export class BeatsSink implements Sink {
  readonly product = 'Logstash';
  readonly acknowledgement: Acknowledgement = 'accepted';
  readonly encoding: Encoding = 'json-lines';
  readonly target: string;
  readonly #options: BeatsSinkOptions;
  readonly #peer: Peer;
  readonly #size: WindowSize;
  readonly #memory = new FrameMemory();
  readonly #compress: Compress | undefined;
  readonly #idle: BeatsConnection[] = [];
  readonly #busy = new Set<BeatsConnection>();
  readonly #closing = new AbortController();

  constructor(options: BeatsSinkOptions) {
    this.#options = options;
    this.#peer = { ...options, protocol: 'beats' };
    this.target = targetOf(this.#peer);
    this.#size = new WindowSize(options.batchSize);
    this.#compress = options.compression > 0 ? compressor(options.compression) : undefined;
  }

  get limits(): WindowLimits {
    return {
      bytes: 16 * 1024 * 1024,
      events: this.#size.events,
      idle: 50,
      age: 1000,
      inFlight: this.#options.concurrency,
    };
  }

  async begin(): Promise<Window> {
    const connection = this.#take() ?? (await this.#connect());
    this.#busy.add(connection);
    const watch = new StallWatch({
      clock: this.#options.clock,
      progress: () => connection.progress,
      look: () => succeeds(this.probe()),
      onStalled: (seconds) => this.#options.onNotice({ kind: 'stalled', target: this.target, seconds }),
      onResumed: (seconds) => this.#options.onNotice({ kind: 'resumed', target: this.target, seconds }),
      onDead: () => connection.fail('nothing moved, and the peer can no longer be reached'),
    });
    return new BeatsWindow({
      connection,
      watch,
      now: () => this.#options.clock.monotonic(),
      onAcknowledged: (events, milliseconds) => this.#size.acknowledged(events, milliseconds),
      onBroken: () => this.#size.broke(),
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

  async #connect(): Promise<BeatsConnection> {
    const { tls } = this.#peer;
    return new BeatsConnection({
      socket: await this.#dial(),
      target: this.target,
      memory: this.#memory,
      compress: this.#compress,
      explain: (error) => tls?.explain(error, this.target),
      hint: tls ? 'Is it a beats input?' : 'Is it a beats input? If TLS is on over there, set LOGSTASH_TLS=true.',
    });
  }

  #dial(onStep?: (step: ProbeStep) => void) {
    return connectTcp(this.#peer, this.#closing.signal, { onStep });
  }
}
