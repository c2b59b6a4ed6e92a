import { write, writeSync } from 'node:fs';
import type { Socket } from 'node:net';

/** Bytes. To hand a smaller piece to a thread costs more than to copy it. */
const WORTH_A_THREAD = 64 * 1024;

/**
 * Writes pieces to a socket, one after the other; large ones by a thread of the pool that reads files, too. To copy
 * what is sent into the system is a fifth of all that an upload does: meanwhile this thread encodes what comes next.
 * Small ones are handed to the system at once: on its way through Node's streams, a line would take twice as long.
 *
 * A thread knows the socket by its descriptor alone, and that is a number: were the socket closed before the thread
 * comes to write, the number could be that of a file by then. So nothing closes it meanwhile: it is not read from
 * either, since Node closes a socket whose reading fails.
 */
export class SocketWriter {
  readonly #socket: Socket;
  readonly #descriptor: number | undefined;
  #onThread = false;
  #doomed = false;
  /** Bytes that were written past Node. */
  #passed = 0;

  /**
   * @param descriptor of the socket, where threads may write to it: what is written must be what goes out, and
   * `pause` must stop reading at once (`onread` of `net.connect`).
   */
  constructor(socket: Socket, descriptor?: number) {
    this.#socket = socket;
    this.#descriptor = descriptor;
  }

  /** Bytes that the system has taken. */
  get taken(): number {
    return this.#passed + this.#socket.bytesWritten - this.#socket.writableLength;
  }

  /** Whether there is room for the next piece. */
  get isReady(): boolean {
    return !this.#onThread && !this.#socket.writableNeedDrain;
  }

  /**
   * Writes a piece; to be called when `isReady`. Where the socket breaks it tells so by its own events.
   * @param onTaken called when the system has taken all of it; its memory must stay as it is until then, or until the
   * socket is closed.
   */
  write(piece: Uint8Array, onTaken: () => void): void {
    const socket = this.#socket;
    // Behind what waits in Node, it would overtake that.
    if (this.#descriptor === undefined || socket.writableLength > 0 || socket.destroyed) {
      socket.write(piece, () => onTaken());
    } else if (piece.length < WORTH_A_THREAD) this.#writeAtOnce(this.#descriptor, piece, onTaken);
    else this.#writeOnThread(this.#descriptor, piece, onTaken);
  }

  #writeAtOnce(descriptor: number, piece: Uint8Array, onTaken: () => void): void {
    let written = 0;
    try {
      written = writeSync(descriptor, piece);
    } catch (error) {
      if (!isFull(error as NodeJS.ErrnoException)) return void this.#socket.destroy(error as Error);
    }
    this.#goOn(piece, written, onTaken);
  }

  #writeOnThread(descriptor: number, piece: Uint8Array, onTaken: () => void): void {
    const socket = this.#socket;
    this.#onThread = true;
    socket.pause();
    write(descriptor, piece, (error, written) => {
      this.#onThread = false;
      if (this.#doomed) return void socket.destroy();
      if (error && !isFull(error)) return void socket.destroy(error);
      socket.resume();
      this.#goOn(piece, error ? 0 : written, onTaken);
    });
  }

  /** The system took what it had room for; Node waits until there is more. */
  #goOn(piece: Uint8Array, written: number, onTaken: () => void): void {
    this.#passed += written;
    if (written < piece.length) this.#socket.write(piece.subarray(written), () => onTaken());
    else onTaken();
  }

  /** Closes the socket as soon as no thread writes to it. */
  destroy(): void {
    this.#doomed = true;
    if (!this.#onThread) this.#socket.destroy();
  }
}

function isFull({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EAGAIN';
}

/** The descriptor of a connected socket, where the system has one. Node tells it in no other way. */
export function descriptorOf(socket: Socket): number | undefined {
  const { _handle: handle } = socket as Socket & { readonly _handle?: { readonly fd?: number } | null };
  return handle?.fd !== undefined && handle.fd > 0 ? handle.fd : undefined;
}
