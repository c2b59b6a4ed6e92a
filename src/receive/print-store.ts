import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Store } from './store.js';

/** Prints lines as they come. The reader of the stream sets the pace. */
export class PrintStore implements Store {
  readonly #out: Writable;
  readonly #show: (lines: Uint8Array) => Uint8Array | string;
  #room: Promise<unknown> | undefined;

  /** `show` makes lines fit for the eye; by default they are printed as they are. */
  constructor(out: Writable, show: (lines: Uint8Array) => Uint8Array | string = (lines) => lines) {
    this.#out = out;
    this.#show = show;
  }

  get full(): boolean {
    return this.#out.writableNeedDrain;
  }

  async room(): Promise<void> {
    if (!this.full) return;
    // One listener for all connections that wait.
    this.#room ??= once(this.#out, 'drain').finally(() => (this.#room = undefined));
    await this.#room;
  }

  keep(_file: string, lines: Uint8Array): void {
    this.#out.write(this.#show(lines));
  }

  /** Resolves when the stream has taken everything: there is nothing safer than that. */
  settle(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#out.write('', (error) => (error ? reject(error) : resolve()));
    });
  }

  /** The stream belongs to the caller, and stays open. */
  close(): Promise<void> {
    return this.settle();
  }
}
