import { delayBefore, type RetryPolicy } from '../../kit/backoff.js';
import type { Clock } from '../../kit/clock.js';
import type { SinkError } from '../../model/errors.js';
import type { Sink, SinkNotice, Window } from '../../model/sink.js';

/** How long a host is left alone: each time in a row for longer, up to a minute. */
const RESTS: RetryPolicy = { maxRetries: Infinity, delay: 1000, backoff: 'exponential', retryFor: undefined };

export interface HostOptions {
  readonly sink: Sink;
  readonly clock: Clock;
  readonly onNotice: (notice: SinkNotice) => void;
}

/** One of several hosts: how much is under way on it, and whether it is to be used. */
export class Host {
  readonly sink: Sink;
  readonly #options: HostOptions;
  /** Windows under way. */
  #load = 0;
  /** How often in a row it was taken out. */
  #rests = 0;
  /** When it was told that the host is out, in monotonic milliseconds. */
  #outSince: number | undefined;
  #resting = false;
  #closed = false;
  #cancel: () => void = () => {};

  constructor(options: HostOptions) {
    this.#options = options;
    this.sink = options.sink;
  }

  get available(): boolean {
    return !this.#resting;
  }

  get load(): number {
    return this.#load;
  }

  /** Opens a window, which counts as load until `done`. Throws `SinkError`. */
  async begin(): Promise<Window> {
    this.#load++;
    try {
      return await this.sink.begin();
    } catch (error) {
      this.#load--;
      throw error;
    }
  }

  /** A window is over, in whatever way. */
  done(): void {
    this.#load--;
  }

  /** A window came through. */
  succeeded(): void {
    const { clock, onNotice } = this.#options;
    this.#rests = 0;
    this.#resting = false;
    this.#cancel();
    if (this.#outSince === undefined) return;
    const seconds = Math.round((clock.monotonic() - this.#outSince) / 1000);
    this.#outSince = undefined;
    onNotice({ kind: 'host-back', target: this.sink.target, seconds });
  }

  /** It can't be reached, or broke off: it is left alone for a while. */
  failed({ message: reason }: SinkError): void {
    if (this.#closed || this.#resting) return;
    if (this.#outSince === undefined) {
      this.#outSince = this.#options.clock.monotonic();
      this.#options.onNotice({ kind: 'host-out', target: this.sink.target, reason });
    }
    this.#rest();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.sink.close();
  }

  #rest(): void {
    this.#resting = true;
    this.#cancel = this.#options.clock.after(delayBefore(++this.#rests, RESTS), () => void this.#ask());
  }

  /** Events wait for nobody who may not be there: who was away is asked first. */
  async #ask(): Promise<void> {
    try {
      await this.sink.probe();
      this.#resting = false;
    } catch {
      if (this.#resting && !this.#closed) this.#rest();
    }
  }
}
