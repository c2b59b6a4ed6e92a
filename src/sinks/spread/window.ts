import { Signal } from '../../kit/signal.js';
import { SinkError } from '../../model/errors.js';
import type { Parcel, Receipt, Window } from '../../model/sink.js';
import { allAway } from './all-away.js';
import type { Host } from './host.js';

export interface SpreadWindowOptions {
  readonly target: string;
  /** The next host to try; undefined where all were tried. */
  readonly choose: (tried: ReadonlySet<Host>) => Host | undefined;
}

/** A window on one host at a time. */
interface Door {
  readonly host: Host;
  readonly window: Window;
}

/**
 * A window that goes over to another host, whole and in order, when the one that it is on fails. What it holds is kept
 * until then as it stands in its batches. Writing waits for nobody: the size of a window bounds it, and a host that
 * takes its time holds up no other.
 */
export class SpreadWindow implements Window {
  readonly #options: SpreadWindowOptions;
  readonly #parcels: Parcel[] = [];
  readonly #faults = new Map<Host, SinkError>();
  readonly #changed = new Signal();
  #door: Door | undefined;
  #sent: Promise<Receipt> | undefined;
  #committed = false;
  #abandoned = false;
  #failure: Error | undefined;

  constructor(options: SpreadWindowOptions) {
    this.#options = options;
  }

  /** Connects to the first host that can be reached. Throws `SinkError` where none can. */
  async open(): Promise<void> {
    const door = await this.#nextDoor();
    this.#sent = this.#send(door);
    this.#sent.catch((error: unknown) => (this.#failure = error as Error));
  }

  async write(parcel: Parcel): Promise<void> {
    if (this.#failure) throw this.#failure;
    this.#parcels.push(parcel);
    this.#changed.notify();
  }

  commit(): Promise<Receipt> {
    this.#committed = true;
    this.#changed.notify();
    return this.#sent!;
  }

  abandon(): void {
    this.#abandoned = true;
    this.#door?.window.abandon();
    this.#changed.notify();
  }

  /** Sends by one host after the other, until one has taken all. Throws `SinkError` where none has. */
  async #send(first: Door): Promise<Receipt> {
    for (let door = first; ; door = await this.#nextDoor()) {
      this.#door = door;
      try {
        const receipt = await this.#sendBy(door.window);
        door.host.succeeded();
        return receipt;
      } catch (error) {
        this.#note(door.host, error);
      } finally {
        this.#door = undefined;
        door.host.done();
      }
    }
  }

  /** Writes what there is and what comes, and commits. */
  async #sendBy(window: Window): Promise<Receipt> {
    for (let next = 0; ; next++) {
      await this.#changed.until(() => next < this.#parcels.length || this.#committed || this.#abandoned);
      if (this.#abandoned) throw this.#givenUp();
      const parcel = this.#parcels[next];
      if (!parcel) return window.commit();
      await window.write(parcel);
    }
  }

  async #nextDoor(): Promise<Door> {
    for (;;) {
      const host = this.#options.choose(new Set(this.#faults.keys()));
      if (!host) throw allAway(this.#options.target, [...this.#faults.values()]);
      try {
        const window = await host.begin();
        if (!this.#abandoned) return { host, window };
        window.abandon();
        host.done();
      } catch (error) {
        this.#note(host, error);
        continue;
      }
      throw this.#givenUp();
    }
  }

  /** A host has failed. Rethrows what is not its fault. */
  #note(host: Host, error: unknown): void {
    if (this.#abandoned || !(error instanceof SinkError)) throw error;
    this.#faults.set(host, error);
    host.failed(error);
  }

  #givenUp(): SinkError {
    const { target } = this.#options;
    return new SinkError('broken', target, `${target}: the window was given up`);
  }
}
