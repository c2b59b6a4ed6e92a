import type { Socket } from 'node:net';
import type { Clock } from '../../kit/clock.js';
import { succeeds } from '../../kit/succeeds.js';
import type { Encoding } from '../../model/batch.js';
import type { Acknowledgement, ProbeStep, Sink, SinkNotice, Window, WindowLimits } from '../../model/sink.js';
import { connectTcp } from './connect.js';
import { type Peer, targetOf } from './peer.js';
import { descriptorOf, SocketWriter } from './socket-writer.js';
import { StallWatch } from './stall-watch.js';
import { TcpWindow } from './tcp-window.js';

export interface TcpSinkOptions extends Omit<Peer, 'protocol'> {
  /** `never` is for a peer that never closes its side: nothing is then known of what it read. */
  readonly confirm: 'auto' | 'never';
  readonly clock: Clock;
  readonly onNotice: (notice: SinkNotice) => void;
}

const LIMITS: WindowLimits = {
  bytes: 16 * 1024 * 1024,
  events: Infinity,
  idle: 1000,
  age: 5000,
  inFlight: 1,
};

/** Logstash's tcp input with the json_lines codec: one connection a window. */
export class TcpSink implements Sink {
  readonly product = 'Logstash';
  readonly encoding: Encoding = 'json-lines';
  readonly limits = LIMITS;
  readonly target: string;
  readonly acknowledgement: Acknowledgement;
  readonly #options: TcpSinkOptions;
  readonly #peer: Peer;
  readonly #open = new Set<TcpWindow>();
  readonly #closing = new AbortController();

  constructor(options: TcpSinkOptions) {
    this.#options = options;
    this.#peer = { ...options, protocol: 'tcp' };
    this.target = targetOf(this.#peer);
    this.acknowledgement = options.confirm === 'never' ? 'none' : 'read';
  }

  async begin(): Promise<Window> {
    const socket = await this.#connect();
    // Over TLS, what is written is not what goes out.
    const writer = new SocketWriter(socket, this.#peer.tls ? undefined : descriptorOf(socket));
    const watch = new StallWatch({
      clock: this.#options.clock,
      progress: () => writer.taken,
      look: () => succeeds(this.probe()),
      onStalled: (seconds) => this.#options.onNotice({ kind: 'stalled', target: this.target, seconds }),
      onResumed: (seconds) => this.#options.onNotice({ kind: 'resumed', target: this.target, seconds }),
      onDead: () => window.fail('nothing moved, and the peer can no longer be reached'),
    });
    const window = new TcpWindow({
      socket,
      writer,
      target: this.target,
      explain: (error) => this.#peer.tls?.explain(error, this.target),
      hasSpoken: speechOf(socket, this.#peer.tls !== undefined),
      confirm: this.#options.confirm !== 'never',
      onOver: (confirmed) => {
        if (confirmed) watch.finish();
        else watch.stop();
        this.#open.delete(window);
      },
    });
    this.#open.add(window);
    return window;
  }

  async probe(onStep?: (step: ProbeStep) => void): Promise<void> {
    const socket = await this.#connect(onStep);
    socket.on('error', () => {});
    socket.destroy();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const window of this.#open) window.abandon();
  }

  #connect(onStep?: (step: ProbeStep) => void): Promise<Socket> {
    return connectTcp(this.#peer, this.#closing.signal, { deaf: true, onStep });
  }
}

/** @returns whether the peer has said anything. Under TLS the handshake counts among the bytes that were read. */
function speechOf(socket: Socket, encrypted: boolean): () => boolean {
  if (!encrypted) return () => socket.bytesRead > 0;
  let spoke = false;
  socket.once('data', () => (spoke = true));
  return () => spoke;
}
