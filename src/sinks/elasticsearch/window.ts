import type { SinkError } from '../../model/errors.js';
import type { ItemVerdict, Parcel, Receipt, Window } from '../../model/sink.js';
import { reject, retry, type Verdict } from '../../model/verdict.js';
import type { Answer } from './answer.js';
import { allRefused, refusalOf, unreadable } from './fault.js';
import { exceptionsIn, UnreadableAnswer, type Exception } from './response.js';
import { countOf, halve, piecesOf, placesOf, sizeOf, wholeOf, type Stretch } from './stretch.js';
import type { Wire } from './wire.js';

/** The size of a request that the cluster, or a proxy before it, was seen to refuse is never tried again. */
export interface RequestSize {
  /** Bytes; lowered by a 413. */
  most: number;
}

/** So many events refused one by one, and none taken between them: the request is at fault, not they. */
const HOPELESS = 8;

/** Gathers parcels, and sends them as one bulk request; as several where the cluster can't take them in one. */
export class BulkWindow implements Window {
  readonly #wire: Wire;
  readonly #target: string;
  readonly #size: RequestSize;
  readonly #onUnanswered: () => void;
  readonly #abort = new AbortController();
  readonly #parcels: Parcel[] = [];
  readonly #exceptions: ItemVerdict[] = [];
  #answered = 0;
  #refused = 0;
  /** Why the rest of the window has to wait. */
  #busy: SinkError | undefined;

  /** @param onUnanswered called where no answer to a request came. */
  constructor(wire: Wire, target: string, size: RequestSize, onUnanswered: () => void) {
    this.#wire = wire;
    this.#target = target;
    this.#size = size;
    this.#onUnanswered = onUnanswered;
  }

  async write(parcel: Parcel): Promise<void> {
    this.#parcels.push(parcel);
  }

  async commit(): Promise<Receipt> {
    const whole = wholeOf(this.#parcels);
    if (whole.length > 0) await this.#send(whole);
    return { exceptions: this.#exceptions, ...(this.#busy && { retryAfter: this.#busy.retryAfter }) };
  }

  abandon(): void {
    this.#abort.abort();
  }

  async #send(stretch: Stretch): Promise<void> {
    if (this.#busy !== undefined) return this.#name(stretch, retry(this.#busy.message));
    if (sizeOf(stretch) > this.#size.most && countOf(stretch) > 1) return this.#sendHalves(stretch);
    const answer = await this.#ask(stretch);
    if (answer.status === 200) return this.#note(stretch, answer.body);
    const refusal = refusalOf(answer, this.#target);
    if (refusal.kind === 'fault') {
      // What other pieces have reached is kept: from the start again, a busy cluster would never see the end.
      if (refusal.error.fault !== 'busy' || this.#answered === 0) throw refusal.error;
      this.#busy = refusal.error;
      return this.#name(stretch, retry(this.#busy.message));
    }
    const alone = countOf(stretch) === 1;
    if (refusal.kind === 'too-large') {
      if (alone) return this.#name(stretch, reject(`413 too large for Elasticsearch: ${sizeOf(stretch)} bytes`));
      this.#size.most = Math.min(this.#size.most, Math.floor(sizeOf(stretch) / 2));
    } else if (alone) {
      this.#refused++;
      if (this.#refused >= HOPELESS && this.#answered === 0) throw allRefused(refusal.reason, this.#target);
      return this.#name(stretch, reject(refusal.reason));
    }
    return this.#sendHalves(stretch);
  }

  async #ask(stretch: Stretch): Promise<Answer> {
    try {
      return await this.#wire.bulk(piecesOf(stretch), this.#abort.signal);
    } catch (error) {
      this.#onUnanswered();
      throw error;
    }
  }

  async #sendHalves(stretch: Stretch): Promise<void> {
    for (const half of halve(stretch)) await this.#send(half);
  }

  #note(stretch: Stretch, body: string): void {
    const sent = countOf(stretch);
    const exceptions = this.#read(body, sent);
    this.#answered += sent;
    if (exceptions.length === 0) return;
    const places = placesOf(stretch);
    for (const { index, verdict } of exceptions) this.#exceptions.push({ ...places[index]!, verdict });
  }

  #read(body: string, sent: number): Exception[] {
    try {
      return exceptionsIn(body, sent);
    } catch (error) {
      if (error instanceof UnreadableAnswer) throw unreadable(error.message, this.#target);
      throw error;
    }
  }

  /** Gives every event of a stretch the same verdict. */
  #name(stretch: Stretch, verdict: Verdict): void {
    for (const place of placesOf(stretch)) this.#exceptions.push({ ...place, verdict });
  }
}
