import { SinkError } from '../../model/errors.js';
import type { Parcel, Receipt, Window } from '../../model/sink.js';
import type { StallWatch } from '../logstash/stall-watch.js';
import type { BeatsConnection } from './connection.js';

const DELIVERED: Receipt = { exceptions: [] };

export interface BeatsWindowOptions {
  readonly connection: BeatsConnection;
  readonly watch: StallWatch;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Called once: so many events were acknowledged, so many milliseconds after all were sent. */
  readonly onAcknowledged: (events: number, milliseconds: number) => void;
  /** Called once: the connection broke. */
  readonly onBroken: () => void;
  /** Called once, behind these: the connection is free again, or of no more use. */
  readonly onOver: () => void;
}

/**
 * Events that the peer acknowledges. They have a connection to themselves until then; each parcel is a window of the
 * protocol, and none of them waits for the ack of the one before.
 */
export class BeatsWindow implements Window {
  readonly #options: BeatsWindowOptions;
  #events = 0;

  constructor(options: BeatsWindowOptions) {
    this.#options = options;
    options.connection.begin();
  }

  async write(parcel: Parcel): Promise<void> {
    this.#events += parcel.to - parcel.from;
    await this.#orOver(() => this.#options.connection.send(parcel));
  }

  async commit(): Promise<Receipt> {
    const { connection, watch, now, onAcknowledged, onOver } = this.#options;
    const sent = now();
    await this.#orOver(() => connection.acknowledged());
    watch.finish();
    onAcknowledged(this.#events, now() - sent);
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
    const { watch, onBroken, onOver } = this.#options;
    try {
      await wait();
    } catch (error) {
      watch.stop();
      if (error instanceof SinkError && error.fault === 'broken') onBroken();
      onOver();
      throw error;
    }
  }
}
