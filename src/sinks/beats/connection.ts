import type { Socket } from 'node:net';
import { SinkError } from '../../model/errors.js';
import type { Parcel } from '../../model/sink.js';
import { AckReader } from './ack-reader.js';
import type { Compress } from './compress.js';
import { compressedHeader, encodeWindow, windowBytes, WINDOW_HEADER } from './frames.js';
import type { FrameMemory } from './frame-memory.js';

/** Windows that are compressed at once: each by a thread of its own. */
const COMPRESSING = 2;

/** Bytes that are handed to the socket at once: it tells of progress only when all of them have left. */
const PIECE = 256 * 1024;

export interface BeatsConnectionOptions {
  readonly socket: Socket;
  readonly target: string;
  readonly memory: FrameMemory;
  /** Present where frames are compressed. */
  readonly compress?: Compress | undefined;
  /** What an error of the socket says about TLS, where it says something. */
  readonly explain?: ((error: Error) => SinkError | undefined) | undefined;
  /** What to do about a peer that hangs up before it has said anything. */
  readonly hint: string;
}

/** A connection on which windows of events are sent and acknowledged, in order. */
export class BeatsConnection {
  readonly #options: BeatsConnectionOptions;
  readonly #socket: Socket;
  readonly #acks = new AckReader();
  /** Events of each window that the peer has not acknowledged as a whole, the oldest first. */
  readonly #outstanding: number[] = [];
  /** Events of the oldest of these that it has acknowledged. */
  #partly = 0;
  /** Events of windows that it has acknowledged as a whole, since `begin`. */
  #wholly = 0;
  #heard = 0;
  /** Windows that are not with the socket yet. */
  #compressing = 0;
  /** Ends when every window that was sent is with the socket. */
  #handedOver: Promise<void> = Promise.resolve();
  #failure: SinkError | undefined;
  #changed: () => void = () => {};

  constructor(options: BeatsConnectionOptions) {
    this.#options = options;
    this.#socket = options.socket;
    this.#socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    this.#socket.on('error', (cause: NodeJS.ErrnoException) =>
      this.fail(`the connection broke (${cause.code})`, cause),
    );
    this.#socket.on('end', () => this.fail('the peer closed the connection'));
    this.#socket.on('close', () => this.fail('the connection is closed'));
  }

  /** Whether a window can be sent on it, as far as is known. */
  get usable(): boolean {
    return this.#failure === undefined;
  }

  /** Grows while bytes leave and while the peer gives a sign of life. */
  get progress(): number {
    return this.#socket.bytesWritten - this.#socket.writableLength + this.#heard;
  }

  /** From now on, acknowledged events are counted anew. */
  begin(): void {
    this.#wholly = 0;
  }

  /** Sends a parcel as a window. Resolves when there is room for more. Throws `SinkError`. */
  async send(parcel: Parcel): Promise<void> {
    if (this.#failure) throw this.#failure;
    const { memory, compress } = this.#options;
    const taken = memory.take(windowBytes(parcel));
    const frames = encodeWindow(parcel, taken);
    this.#outstanding.push(parcel.to - parcel.from);
    if (compress) this.#compress(compress, frames, taken, parcel.to - parcel.from);
    else this.#write(frames, () => memory.give(taken));
    await this.#until(() => this.usable && !this.#socket.writableNeedDrain && this.#compressing < COMPRESSING);
  }

  /** Waits until all that was sent is acknowledged, whatever became of the connection then. Throws `SinkError`. */
  async acknowledged(): Promise<void> {
    await this.#until(() => this.#outstanding.length === 0);
  }

  /** Ends the connection. What is not acknowledged is in doubt. */
  fail(reason: string, cause?: unknown): void {
    this.#failure ??= this.#failureFor(reason, cause);
    this.#socket.destroy();
    this.#changed();
  }

  #failureFor(reason: string, cause?: unknown): SinkError {
    const { target, explain, hint } = this.#options;
    const acknowledged = this.#wholly + this.#partly;
    const explained = cause instanceof Error ? explain?.(cause) : undefined;
    if (explained) return explained;
    const next = ['What was in doubt is sent again on a new connection, under the same ids.'];
    if (this.#heard === 0) next.push(hint);
    return new SinkError('broken', target, `${target}: ${reason}`, { cause, next, acknowledged });
  }

  #write(frames: Buffer, then: () => void): void {
    for (let at = 0; at < frames.length; at += PIECE) {
      const last = at + PIECE >= frames.length;
      this.#socket.write(frames.subarray(at, at + PIECE), () => {
        if (last) then();
        this.#changed();
      });
    }
  }

  /** Frames are compressed side by side, and handed over in order. */
  #compress(compress: Compress, frames: Buffer, taken: Buffer, events: number): void {
    this.#compressing++;
    const compressed = compress(frames.subarray(WINDOW_HEADER)).finally(() => this.#options.memory.give(taken));
    const before = this.#handedOver;
    this.#handedOver = (async () => {
      const [payload] = await Promise.all([compressed, before]);
      this.#compressing--;
      if (!this.usable) return;
      this.#socket.cork();
      this.#socket.write(compressedHeader(events, payload.length));
      this.#write(payload, () => {});
      this.#socket.uncork();
      this.#changed();
    })();
    this.#handedOver.catch((cause: unknown) => this.fail('the events could not be compressed', cause));
  }

  #onData(chunk: Buffer): void {
    try {
      for (const number of this.#acks.read(chunk)) this.#onAck(number);
    } catch (error) {
      this.fail((error as Error).message);
    }
    this.#changed();
  }

  /** An ack for part of a window counts if the connection breaks; one for none of it says that the peer is at work. */
  #onAck(number: number): void {
    this.#heard++;
    if (number === 0) return;
    const expected = this.#outstanding[0];
    if (expected === undefined || number > expected)
      return this.fail(`it acknowledged event ${number}, which was not sent`);
    this.#partly = Math.max(this.#partly, number);
    if (number < expected) return;
    this.#outstanding.shift();
    this.#wholly += expected;
    this.#partly = 0;
  }

  async #until(reached: () => boolean): Promise<void> {
    while (!reached()) {
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
  }
}
