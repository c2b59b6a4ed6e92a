import { SinkError } from '../../model/errors.js';
import type { ItemVerdict, Parcel, Receipt, Window } from '../../model/sink.js';
import { reject, retry, stop, type Verdict } from '../../model/verdict.js';
import { fateOf, isTaken, verdictOf } from './fault.js';
import type { Flight, Producer } from './producer.js';
import type { Compressor } from './records/compression.js';
import { Draft, type Place } from './records/draft.js';
import { EventPlaces } from './records/event.js';
import type { Router } from './records/router.js';
import type { ProduceAnswer } from './wire/requests.js';

/** The size of a batch that the brokers were seen to refuse is never tried again. */
export interface BatchSize {
  /** Bytes of records; lowered by a refusal. */
  most: number;
}

export interface KafkaWindowOptions {
  readonly producer: Producer;
  readonly router: Router;
  readonly compressor: Compressor;
  readonly size: BatchSize;
  /** Wait for the answer to each batch before the next one is sent. */
  readonly ordered: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Called once: everything that the window holds was sent, or it was given up. The next one may send. */
  readonly onLaunched: () => void;
}

interface Sent {
  readonly draft: Draft;
  readonly flight: Flight;
}

/** Cuts events into records, and sends those of each partition in batches as these fill up. */
export class KafkaWindow implements Window {
  readonly #options: KafkaWindowOptions;
  readonly #parcels: Parcel[] = [];
  readonly #drafts = new Map<number, Draft>();
  readonly #sent: Sent[] = [];
  readonly #exceptions: ItemVerdict[] = [];
  readonly #places = new EventPlaces();
  readonly #abandoned: Promise<never>;
  #abandon: (error: Error) => void = () => {};
  #taken = 0;
  /** How many of those that were sent were looked at. */
  #settled = 0;
  #fault: SinkError | undefined;
  /** In order, nothing is sent any more behind an event that has to be sent again. */
  #held: Verdict | undefined;

  constructor(options: KafkaWindowOptions) {
    this.#options = options;
    this.#abandoned = new Promise((_resolve, rejectWith) => (this.#abandon = rejectWith));
    this.#abandoned.catch(() => {});
  }

  async write(parcel: Parcel): Promise<void> {
    const index = this.#parcels.push(parcel) - 1;
    try {
      for (let event = parcel.from; event < parcel.to; event++) {
        const full = this.#draw(this.#drafts, { parcel: index, event });
        if (full) await this.#launch(full);
      }
    } catch (error) {
      this.#options.onLaunched();
      throw error;
    }
  }

  async commit(): Promise<Receipt> {
    try {
      for (const draft of this.#drafts.values()) await this.#launch(draft);
    } finally {
      this.#options.onLaunched();
    }
    await Promise.race([this.#settleAll(), this.#abandoned]);
    if (this.#fault && this.#taken === 0) throw this.#fault;
    return { exceptions: this.#exceptions };
  }

  abandon(): void {
    this.#abandon(new Error('the window was given up'));
    this.#options.onLaunched();
  }

  /** Adds an event to the draft of its partition. @returns the draft before it, where that one was full. */
  #draw(drafts: Map<number, Draft>, { parcel, event }: Place): Draft | undefined {
    const { batch } = this.#parcels[parcel]!;
    const at = this.#places;
    at.find(batch, event);
    const { key, partition } = this.#options.router.route(batch, at);
    const draft = drafts.get(partition);
    if (draft?.add(key, batch, at, parcel, event)) return undefined;
    const next = new Draft(partition, this.#options.size.most);
    next.add(key, batch, at, parcel, event);
    drafts.set(partition, next);
    return draft;
  }

  async #launch(draft: Draft): Promise<void> {
    const { producer, compressor, now, ordered } = this.#options;
    if (ordered && this.#held) return this.#name(draft.places, this.#held);
    const bytes = await draft.seal(compressor, now());
    const flight = await producer.launch({ partition: draft.partition, count: draft.count, bytes });
    this.#sent.push({ draft, flight });
    if (ordered) await Promise.race([this.#settleAll(), this.#abandoned]);
  }

  /** Refused batches may be sent again in pieces: the list grows while it is gone through, in order before what follows. */
  async #settleAll(): Promise<void> {
    while (this.#settled < this.#sent.length) {
      const { draft, flight } = this.#sent[this.#settled++]!;
      try {
        await this.#onAnswer(draft, await flight.answer);
      } catch (error) {
        if (!(error instanceof SinkError)) throw error;
        this.#onFault(draft.places, error);
      }
    }
  }

  async #onAnswer(draft: Draft, answer: ProduceAnswer): Promise<void> {
    const { code, message } = answer;
    if (isTaken(code)) this.#taken += draft.count;
    else if (fateOf(code) === 'halve') await this.#onTooLarge(draft, answer);
    else if (answer.records.length > 0) await this.#onBadRecords(draft, answer);
    else this.#name(draft.places, verdictOf(code, message));
  }

  async #onTooLarge(draft: Draft, { code, message }: ProduceAnswer): Promise<void> {
    const { size } = this.#options;
    if (draft.count === 1) return this.#name(draft.places, tooLarge(verdictOf(code, message), draft.size));
    size.most = Math.max(1, Math.min(size.most, Math.floor(draft.size / 2)));
    await this.#launchAgain(draft.places);
  }

  /** The broker says which records it will not take, and refuses the others with them. */
  async #onBadRecords(draft: Draft, { code, message, records }: ProduceAnswer): Promise<void> {
    const bad = new Map(records.map((record) => [record.index, record.message ?? message]));
    const { places } = draft;
    for (const [index, said] of bad) this.#name(places.slice(index, index + 1), verdictOf(code, said));
    await this.#launchAgain(places.filter((_, index) => !bad.has(index)));
  }

  /** Sends events of one partition once more, in new batches. */
  async #launchAgain(places: readonly Place[]): Promise<void> {
    const drafts = new Map<number, Draft>();
    for (const place of places) {
      const full = this.#draw(drafts, place);
      if (full) await this.#launchOrName(full);
    }
    for (const draft of drafts.values()) await this.#launchOrName(draft);
  }

  async #launchOrName(draft: Draft): Promise<void> {
    try {
      await this.#launch(draft);
    } catch (error) {
      if (!(error instanceof SinkError)) throw error;
      this.#onFault(draft.places, error);
    }
  }

  /** What other batches have reached is kept. */
  #onFault(places: readonly Place[], error: SinkError): void {
    this.#fault ??= error;
    const { fault, message } = error;
    const final = fault === 'denied' || fault === 'refusing';
    this.#name(places, final ? stop(message, fault === 'denied') : retry(message));
  }

  /** Gives all of these events the same verdict. */
  #name(places: readonly Place[], verdict: Verdict): void {
    if (verdict.kind !== 'reject') this.#held ??= verdict;
    for (const place of places) this.#exceptions.push({ ...place, verdict });
  }
}

function tooLarge(verdict: Verdict, bytes: number): Verdict {
  return verdict.kind === 'reject' ? reject(`${verdict.reason}: ${bytes} bytes`) : verdict;
}
