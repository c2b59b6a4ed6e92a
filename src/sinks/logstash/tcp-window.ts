import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SinkError } from '../../model/errors.js';
import type { Parcel, Receipt, Window } from '../../model/sink.js';
import type { SocketWriter } from './socket-writer.js';

const DELIVERED: Receipt = { exceptions: [] };

/**
 * Bytes that are handed to the socket at once. Each piece costs a round through Node's streams, so a fast peer gets
 * large ones; but the socket tells of progress only when all of a piece has left, so a slow peer gets small ones.
 */
const FIRST_PIECE = 256 * 1024;
const LEAST_PIECE = 64 * 1024;
const LARGEST_PIECE = 1024 * 1024;
/** Milliseconds in which a piece should leave. */
const SOON = 50;

export interface TcpWindowOptions {
  readonly socket: Socket;
  /** Writes to that socket. */
  readonly writer: SocketWriter;
  readonly target: string;
  /** What an error of the socket says about TLS, where it says something. */
  readonly explain?: ((error: Error) => SinkError | undefined) | undefined;
  /** Whether the peer has said anything. */
  readonly hasSpoken: () => boolean;
  /** Whether the peer's FIN is awaited. Without it nothing is known but that the kernel took the bytes. */
  readonly confirm: boolean;
  /** Called once, when the window is over: `confirmed`, or in doubt. */
  readonly onOver: (confirmed: boolean) => void;
}

/**
 * A connection as a transaction (docs/delivery.md): events are written, our side is closed, and the peer's FIN is
 * awaited. A FIN behind ours says that the peer read everything. A reset, or a FIN before ours, leaves the whole
 * window in doubt. A peer that says anything speaks another protocol, and so its FIN says nothing about ours.
 */
export class TcpWindow implements Window {
  readonly #socket: Socket;
  readonly #writer: SocketWriter;
  readonly #options: TcpWindowOptions;
  /** Bytes of the next piece. */
  #piece = FIRST_PIECE;
  /** Pieces that the socket still holds. */
  #held = 0;
  /** Our FIN went out. */
  #finished = false;
  /** The peer's FIN came in, behind ours. */
  #ended = false;
  #closed = false;
  #failure: SinkError | undefined;
  #changed: () => void = () => {};

  constructor(options: TcpWindowOptions) {
    this.#options = options;
    this.#socket = options.socket;
    this.#writer = options.writer;
    this.#socket.on('error', (cause: NodeJS.ErrnoException) =>
      this.fail(`the connection broke (${cause.code})`, cause),
    );
    this.#socket.on('finish', () => {
      this.#finished = true;
      this.#changed();
    });
    this.#socket.on('end', () => this.#onEnd());
    this.#socket.on('close', () => this.#onClose());
    // Its FIN is behind whatever the peer says.
    this.#socket.resume();
  }

  async write(parcel: Parcel): Promise<void> {
    const { batch, from, to } = parcel;
    const end = batch.endOf(to - 1);
    for (let at = from === 0 ? 0 : batch.endOf(from - 1); at < end;) {
      const next = Math.min(at + this.#piece, end);
      const started = performance.now();
      this.#send(batch.bytes.subarray(at, next));
      await this.#until(() => this.#writer.isReady || this.#held === 0);
      const wasSoon = performance.now() - started < SOON;
      this.#piece = wasSoon ? Math.min(2 * this.#piece, LARGEST_PIECE) : Math.max(this.#piece / 2, LEAST_PIECE);
      at = next;
    }
  }

  async commit(): Promise<Receipt> {
    await this.#until(() => this.#held === 0);
    // One more look at what has come in: a FIN that is here already came before ours. Reading may have begun again
    // only now, and then it is the second turn that looks.
    await nextTurn();
    await nextTurn();
    await this.#until(() => true);
    this.#socket.end();
    await this.#until(() => (this.#options.confirm ? this.#ended : this.#finished));
    this.#socket.destroy();
    return DELIVERED;
  }

  abandon(): void {
    this.fail('the window was given up');
  }

  /** Puts the window in doubt. */
  fail(reason: string, cause?: unknown): void {
    const { target } = this.#options;
    const next = ['What was in doubt is sent again on a new connection, under the same ids.'];
    this.#failure ??=
      this.#mistaken() ??
      this.#explained(cause) ??
      new SinkError('broken', target, `${target}: ${reason}`, { cause, next });
    this.#writer.destroy();
    this.#changed();
  }

  /** Whoever answers, as a server of HTTP does, has not taken the events, however politely it ends the connection. */
  #mistaken(): SinkError | undefined {
    const { target, confirm, hasSpoken } = this.#options;
    if (!confirm || !hasSpoken()) return undefined;
    return new SinkError(
      'refusing',
      target,
      `${target}: what listens there answers, and a tcp input of Logstash never does`,
      {
        next: [
          'Is it the right port? Elasticsearch is reached by --to http://host:9200, a beats input by --to beats://host:5044, TLS by --tls.',
          'A receiver of your own that answers: set LOGSTASH_CONFIRM=never.',
        ],
      },
    );
  }

  #explained(cause: unknown): SinkError | undefined {
    return cause instanceof Error ? this.#options.explain?.(cause) : undefined;
  }

  #send(piece: Uint8Array): void {
    if (this.#socket.destroyed) return;
    this.#held++;
    this.#writer.write(piece, () => {
      this.#held--;
      this.#changed();
    });
  }

  #onEnd(): void {
    if (!this.#finished || this.#mistaken())
      return this.fail('the peer closed the connection before it had read everything');
    this.#ended = true;
    this.#changed();
  }

  #onClose(): void {
    this.#closed = true;
    const { confirm, onOver } = this.#options;
    const confirmed = !this.#failure && (confirm ? this.#ended : this.#finished);
    if (!confirmed) this.fail('the connection is closed');
    onOver(confirmed);
    this.#changed();
  }

  /**
   * Waits for a condition. Where the window fails first, waits for its socket to be gone, which holds bytes of the
   * batches until then, and throws.
   */
  async #until(reached: () => boolean): Promise<void> {
    while (!(this.#failure ? this.#closed : reached())) {
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
    if (this.#failure) throw this.#failure;
  }
}
