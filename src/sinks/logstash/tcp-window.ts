import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SinkError } from '../../model/errors.js';
import type { Parcel, Receipt, Window } from '../../model/sink.js';

const DELIVERED: Receipt = { exceptions: [] };

export interface TcpWindowOptions {
  readonly socket: Socket;
  readonly target: string;
  /** Whether the peer's FIN is awaited. Without it nothing is known but that the kernel took the bytes. */
  readonly confirm: boolean;
  /** Called once, when the window is over, however it ended. */
  readonly onOver: () => void;
}

/**
 * A connection as a transaction (docs/delivery.md): events are written, our side is closed, and the peer's FIN is
 * awaited. A FIN behind ours says that the peer read everything. A reset, or a FIN before ours, leaves the whole
 * window in doubt.
 */
export class TcpWindow implements Window {
  readonly #socket: Socket;
  readonly #options: TcpWindowOptions;
  /** Our FIN went out. */
  #finished = false;
  /** The peer's FIN came in. */
  #ended = false;
  #closed = false;
  #failure: SinkError | undefined;
  #changed: () => void = () => {};

  constructor(options: TcpWindowOptions) {
    this.#options = options;
    this.#socket = options.socket;
    this.#socket.on('error', (cause: NodeJS.ErrnoException) =>
      this.fail(`the connection broke (${cause.code})`, cause),
    );
    this.#socket.on('finish', () => (this.#finished = true));
    this.#socket.on('end', () => this.#onEnd());
    this.#socket.on('close', () => this.#onClose());
    this.#socket.on('drain', () => this.#changed());
    // What the peer says is of no interest, but its FIN is behind it.
    this.#socket.resume();
  }

  async write(parcel: Parcel): Promise<void> {
    const { batch, from, to } = parcel;
    const bytes = batch.bytes.subarray(from === 0 ? 0 : batch.endOf(from - 1), batch.endOf(to - 1));
    this.#check();
    if (!this.#socket.write(bytes)) await this.#until(() => !this.#socket.writableNeedDrain);
  }

  async commit(): Promise<Receipt> {
    await this.#until(() => this.#socket.writableLength === 0);
    // One more look at what has come in: a FIN that is here already came before ours.
    await nextTurn();
    this.#check();
    this.#socket.end();
    await this.#until(() => (this.#options.confirm ? this.#ended : this.#finished));
    this.#socket.destroy();
    return DELIVERED;
  }

  abandon(): void {
    this.#socket.destroy();
  }

  /** Puts the window in doubt. */
  fail(reason: string, cause?: unknown): void {
    const { target } = this.#options;
    const next = ['What was in doubt is sent again on a new connection, under the same ids.'];
    this.#failure ??= new SinkError('broken', target, `${target}: ${reason}`, { cause, next });
    this.#socket.destroy();
    this.#changed();
  }

  #onEnd(): void {
    if (!this.#finished) return this.fail('the peer closed the connection before it had read everything');
    this.#ended = true;
    this.#changed();
  }

  #onClose(): void {
    this.#closed = true;
    this.#options.onOver();
    if (!this.#ended)
      this.#failure ??= new SinkError('broken', this.#options.target, `${this.#options.target}: closed`);
    this.#changed();
  }

  #check(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Waits for a condition; where the window fails first, for its socket to let go of the bytes. */
  async #until(reached: () => boolean): Promise<void> {
    while (!(this.#failure ? this.#closed : reached())) {
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
    this.#check();
  }
}
