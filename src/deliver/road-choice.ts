import type { RetryPolicy } from '../kit/backoff.js';
import type { Clock } from '../kit/clock.js';
import type { SinkError } from '../model/errors.js';
import type { Sink } from '../model/sink.js';
import type { DeliveryNotice } from './hooks.js';
import { Road } from './road.js';

export interface RoadChoiceOptions {
  readonly sinks: readonly Sink[];
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  /** See `DeliveryOptions.endless`. */
  readonly endless: boolean;
  readonly notice: (notice: DeliveryNotice) => void;
  /** Another road is in use from now on. */
  readonly onSwitch: () => void;
  /** Ends asking. */
  readonly signal: AbortSignal;
}

/** Which road is in use: the first one as long as it can be, then the others in order, and the way back. */
export class RoadChoice {
  readonly all: readonly Road[];
  readonly #options: RoadChoiceOptions;
  #current = 0;
  /** Since when all roads have been away, in monotonic milliseconds. */
  #awaySince: number | undefined;
  /** The first road is being asked whether it is there. */
  #asking = false;

  constructor(options: RoadChoiceOptions) {
    this.#options = options;
    this.all = options.sinks.map((sink) => new Road(sink, options.policy, options.clock));
  }

  get current(): Road {
    return this.all[this.#current]!;
  }

  get fellBack(): boolean {
    return this.#current > 0;
  }

  /** Whether all roads were given up, and none has succeeded since. */
  get allAway(): boolean {
    return this.#awaySince !== undefined;
  }

  /** Leaves the road in use. @returns false where there is no other. */
  giveUp(error: SinkError): boolean {
    const { endless, notice, clock } = this.#options;
    const road = this.current;
    const last = this.#current + 1 === this.all.length;
    if (last && !endless) return false;
    if (endless) road.rest();
    this.#switchTo(last ? 0 : this.#current + 1);
    if (this.allAway) return true;
    const reason = error.message;
    if (last) {
      this.#awaySince = clock.monotonic();
      notice({ kind: 'away', targets: this.all.map(({ sink }) => sink.target), reason });
    } else {
      notice({ kind: 'fallback', from: road.sink.target, to: this.current.sink.target, reason });
      if (endless) void this.#returnToFirst();
    }
    return true;
  }

  /** A window came through on a road. */
  succeeded({ sink: { target } }: Road): void {
    if (this.#awaySince === undefined) return;
    const seconds = Math.round((this.#options.clock.monotonic() - this.#awaySince) / 1000);
    this.#awaySince = undefined;
    this.#options.notice({ kind: 'back', target, seconds });
    void this.#returnToFirst();
  }

  /** Asks the first road again and again whether it is there, as long as another one is in use. */
  async #returnToFirst(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const { clock, notice, signal } = this.#options;
    const first = this.all[0]!;
    while (this.fellBack && !signal.aborted) {
      await clock.sleep(first.pause, signal).catch(() => {});
      if (!this.fellBack || signal.aborted) break;
      if (await answers(first)) {
        this.#switchTo(0);
        notice({ kind: 'returned', to: first.sink.target });
      } else first.rest();
    }
    this.#asking = false;
  }

  #switchTo(index: number): void {
    this.#current = index;
    this.#options.onSwitch();
  }
}

async function answers({ sink }: Road): Promise<boolean> {
  try {
    await sink.probe();
    return true;
  } catch {
    return false;
  }
}
