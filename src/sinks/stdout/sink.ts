import type { Writable } from 'node:stream';
import type { Encoding } from '../../model/batch.js';
import { OutputClosedError, SinkError } from '../../model/errors.js';
import type { Acknowledgement, Parcel, ProbeStep, Receipt, Sink, Window, WindowLimits } from '../../model/sink.js';

export interface StdoutSinkOptions {
  readonly out: Writable;
  /** Makes lines fit for the eye; undefined where they go as they are. */
  readonly show?: ((lines: string) => string) | undefined;
}

const LIMITS: WindowLimits = { bytes: 1024 * 1024, events: Infinity, idle: 50, age: 200, inFlight: 1 };
const DELIVERED: Receipt = { exceptions: [] };
/** Bytes that are handed over at once. */
const PIECE = 64 * 1024;

/** Standard output, an event a line. Its reader sets the pace. */
export class StdoutSink implements Sink {
  readonly product = 'Standard output';
  readonly target = 'stdout:';
  readonly acknowledgement: Acknowledgement = 'written';
  readonly encoding: Encoding = 'json-lines';
  readonly limits = LIMITS;
  readonly #options: StdoutSinkOptions;
  /** Faults are told to who writes. */
  readonly #onError = (): void => {};

  constructor(options: StdoutSinkOptions) {
    this.#options = options;
    options.out.on('error', this.#onError);
  }

  async begin(): Promise<Window> {
    return { write: (parcel) => this.#write(parcel), commit: () => Promise.resolve(DELIVERED), abandon: () => {} };
  }

  async probe(onStep: (step: ProbeStep) => void = () => {}): Promise<void> {
    onStep({ name: 'connect', detail: 'standard output', milliseconds: 0 });
  }

  async close(): Promise<void> {
    // A reader that goes away now has read enough: the listener stays.
  }

  /** Resolves when the system has taken all of it. Throws `OutputClosedError` where nobody reads any more. */
  async #write({ batch, from, to }: Parcel): Promise<void> {
    const { show } = this.#options;
    const start = from === 0 ? 0 : batch.endOf(from - 1);
    const lines = batch.bytes.subarray(start, batch.endOf(to - 1));
    if (show) return this.#put(show(Buffer.from(lines).toString()));
    for (let at = 0; at < lines.length; at += PIECE) await this.#put(lines.subarray(at, at + PIECE));
  }

  #put(piece: Uint8Array | string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#options.out.write(piece, (error?: NodeJS.ErrnoException | null) => {
        if (!error) return resolve();
        if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') return reject(new OutputClosedError());
        const message = `standard output could not be written (${error.code})`;
        reject(new SinkError('refusing', this.target, message, { cause: error, next: ['Is the disk full?'] }));
      });
    });
  }
}
