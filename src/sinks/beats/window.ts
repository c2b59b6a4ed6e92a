import type { Parcel, Receipt, Window } from '../../model/sink.js';
import type { StallWatch } from '../logstash/stall-watch.js';
import type { BeatsConnection } from './connection.js';
import { encodeWindow } from './frames.js';

const DELIVERED: Receipt = { exceptions: [] };

export interface BeatsWindowOptions {
  readonly connection: BeatsConnection;
  readonly watch: StallWatch;
  /** Called once: the connection is free again, or of no more use. */
  readonly onOver: () => void;
}

/** Events that the peer acknowledges. It has a connection to itself until then. */
export class BeatsWindow implements Window {
  readonly #options: BeatsWindowOptions;

  constructor(options: BeatsWindowOptions) {
    this.#options = options;
  }

  async write(parcel: Parcel): Promise<void> {
    await this.#orOver(() => this.#options.connection.send(encodeWindow(parcel), parcel.to - parcel.from));
  }

  async commit(): Promise<Receipt> {
    const { connection, watch, onOver } = this.#options;
    await this.#orOver(() => connection.acknowledged());
    watch.finish();
    onOver();
    return DELIVERED;
  }

  abandon(): void {
    const { connection, watch, onOver } = this.#options;
    connection.fail('the window was given up');
    watch.stop();
    onOver();
  }

  async #orOver(wait: () => Promise<void>): Promise<void> {
    try {
      await wait();
    } catch (error) {
      this.#options.watch.stop();
      this.#options.onOver();
      throw error;
    }
  }
}
