import type { Socket } from 'node:net';
import { SinkError } from '../../model/errors.js';
import { AckReader } from './ack-reader.js';

/** A connection on which windows of events are sent and acknowledged, in order. */
export class BeatsConnection {
  readonly #socket: Socket;
  readonly #target: string;
  readonly #explain: ((error: Error) => SinkError | undefined) | undefined;
  readonly #acks = new AckReader();
  /** Events of each window that the peer has not acknowledged as a whole, the oldest first. */
  readonly #outstanding: number[] = [];
  #heard = 0;
  #closed = false;
  #failure: SinkError | undefined;
  #changed: () => void = () => {};

  /** @param explain what an error of the socket says about TLS, where it says something */
  constructor(socket: Socket, target: string, explain?: (error: Error) => SinkError | undefined) {
    this.#socket = socket;
    this.#target = target;
    this.#explain = explain;
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('error', (cause: NodeJS.ErrnoException) => this.fail(`the connection broke (${cause.code})`, cause));
    socket.on('end', () => this.fail('the peer closed the connection'));
    socket.on('close', () => {
      this.#closed = true;
      this.fail('the connection is closed');
    });
  }

  /** Whether a window can be sent on it, as far as is known. */
  get usable(): boolean {
    return this.#failure === undefined;
  }

  /** Grows while bytes leave and while the peer gives a sign of life. */
  get progress(): number {
    return this.#socket.bytesWritten - this.#socket.writableLength + this.#heard;
  }

  /** Sends a window of so many events. Resolves when there is room for more. Throws `SinkError`. */
  async send(frames: Buffer, events: number): Promise<void> {
    if (this.usable) {
      this.#outstanding.push(events);
      this.#socket.write(frames, () => this.#changed());
    }
    await this.#until(() => !this.#socket.writableNeedDrain);
  }

  /** Waits until all that was sent is acknowledged. Throws `SinkError`. */
  async acknowledged(): Promise<void> {
    await this.#until(() => this.#outstanding.length === 0);
  }

  /** Ends the connection. What is not acknowledged is in doubt. */
  fail(reason: string, cause?: unknown): void {
    const next = ['What was in doubt is sent again on a new connection, under the same ids.'];
    const explained = cause instanceof Error ? this.#explain?.(cause) : undefined;
    this.#failure ??= explained ?? new SinkError('broken', this.#target, `${this.#target}: ${reason}`, { cause, next });
    this.#socket.destroy();
    this.#changed();
  }

  #onData(chunk: Buffer): void {
    try {
      for (const number of this.#acks.read(chunk)) this.#onAck(number);
    } catch (error) {
      this.fail((error as Error).message);
    }
    this.#changed();
  }

  /** An ack for part of a window, or for none of it, says that the peer is at work. */
  #onAck(number: number): void {
    this.#heard++;
    if (number === 0) return;
    const expected = this.#outstanding[0];
    if (expected === undefined || number > expected)
      return this.fail(`it acknowledged event ${number}, which was not sent`);
    if (number === expected) this.#outstanding.shift();
  }

  async #until(reached: () => boolean): Promise<void> {
    while (!(this.#failure ? this.#closed : reached())) {
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
    if (this.#failure) throw this.#failure;
  }
}
