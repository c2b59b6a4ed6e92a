import type { Socket } from 'node:net';
import { SinkError } from '../../../model/errors.js';
import { Reader } from './reader.js';
import type { Request } from './requests.js';
import { Writer } from './writer.js';

interface Pending {
  readonly read: (reader: Reader) => void;
  readonly fail: (error: SinkError) => void;
  readonly timer: NodeJS.Timeout;
}

const CLIENT_ID = 'logship';
const LENGTH_BYTES = 4;
/** What is asked here has short answers; a longer one comes from somebody who speaks another protocol. */
const LONGEST_ANSWER = 16 * 1024 * 1024;

/** Requests to one broker and their answers, which come in the order of the requests. */
export class BrokerConnection {
  readonly #socket: Socket;
  readonly #target: string;
  readonly #pending = new Map<number, Pending>();
  #correlation = 0;
  #received: Buffer = Buffer.alloc(0);
  #fault: SinkError | undefined;

  /** @param target names the broker in messages. */
  constructor(socket: Socket, target: string) {
    this.#socket = socket;
    this.#target = target;
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('error', (error) => this.#break(`the connection broke (${error.message})`));
    socket.on('close', () => this.#break('the broker closed the connection'));
  }

  get usable(): boolean {
    return this.#fault === undefined;
  }

  /**
   * Sends a request, and resolves with its answer.
   * @param timeout milliseconds; a broker that says nothing for so long is given up, and all that was asked of it.
   * Throws `SinkError`: `broken`, `timeout`.
   */
  ask<T>({ key, version, body, read }: Request<T>, timeout: number): Promise<T> {
    if (this.#fault) return Promise.reject(this.#fault);
    const id = ++this.#correlation;
    const head = new Writer().int16(key).int16(version).int32(id).string(CLIENT_ID);
    const pieces = [...head.pieces, ...body.pieces];
    const answer = new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => this.#end('timeout', `no answer within ${timeout / 1000} s`), timeout);
      this.#pending.set(id, {
        timer,
        read: (reader) => {
          clearTimeout(timer);
          resolve(read(reader));
        },
        fail: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });
    this.#socket.cork();
    this.#socket.write(new Writer().int32(pieces.reduce((sum, piece) => sum + piece.length, 0)).pieces[0]!);
    for (const piece of pieces) this.#socket.write(piece);
    this.#socket.uncork();
    return answer;
  }

  close(): void {
    this.#end('broken', 'the road is closed');
  }

  #onData(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    while (this.#received.length >= LENGTH_BYTES) {
      const length = this.#received.readInt32BE();
      if (length < LENGTH_BYTES || length > LONGEST_ANSWER) return this.#stranger();
      const end = LENGTH_BYTES + length;
      if (this.#received.length < end) return;
      const answer = new Reader(this.#received.subarray(LENGTH_BYTES, end));
      this.#received = this.#received.subarray(end);
      const id = answer.int32();
      const pending = this.#pending.get(id);
      try {
        pending!.read(answer);
      } catch {
        return this.#break("an answer came that can't be read");
      }
      this.#pending.delete(id);
      // A broker that holds this client to a quota (KIP-219) answers one request after the other, each after a pause.
      for (const { timer } of this.#pending.values()) timer.refresh();
    }
  }

  #stranger(): void {
    // An alert of TLS: that is what a TLS listener says to plain text (RFC 8446, section 5.1).
    const tls = this.#received[0] === 0x15 && this.#received[1] === 0x03;
    this.#end('refusing', tls ? 'TLS is spoken there' : 'what answers there is no Kafka broker', [
      tls ? 'Set KAFKA_TLS=true.' : 'Check host and port: KAFKA_BROKERS (--kafka) names brokers of Kafka.',
    ]);
  }

  #break(what: string): void {
    this.#end('broken', what);
  }

  #end(fault: 'broken' | 'timeout' | 'refusing', what: string, next: readonly string[] = []): void {
    if (this.#fault) return;
    this.#fault = new SinkError(fault, this.#target, `${this.#target}: ${what}`, { next });
    this.#socket.destroy();
    for (const pending of this.#pending.values()) pending.fail(this.#fault);
    this.#pending.clear();
  }
}
