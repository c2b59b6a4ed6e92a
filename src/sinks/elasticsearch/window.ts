import type { ItemVerdict, Parcel, Receipt, Window } from '../../model/sink.js';
import { reject } from '../../model/verdict.js';
import { allRefused, refusalOf, unreadable } from './fault.js';
import { exceptionsIn, UnreadableAnswer } from './response.js';
import { bodyOf, countOf, halve, placeOf, sizeOf, wholeOf, type Stretch } from './stretch.js';
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
  readonly #abort = new AbortController();
  readonly #parcels: Parcel[] = [];
  readonly #exceptions: ItemVerdict[] = [];
  #answered = 0;
  #refused = 0;

  constructor(wire: Wire, target: string, size: RequestSize) {
    this.#wire = wire;
    this.#target = target;
    this.#size = size;
  }

  async write(parcel: Parcel): Promise<void> {
    this.#parcels.push(parcel);
  }

  async commit(): Promise<Receipt> {
    const whole = wholeOf(this.#parcels);
    if (whole.length > 0) await this.#send(whole);
    return { exceptions: this.#exceptions };
  }

  abandon(): void {
    this.#abort.abort();
  }

  async #send(stretch: Stretch): Promise<void> {
    if (sizeOf(stretch) > this.#size.most && countOf(stretch) > 1) return this.#sendHalves(stretch);
    const answer = await this.#wire.bulk(bodyOf(stretch), this.#abort.signal);
    if (answer.status === 200) return this.#note(stretch, answer.body);
    const refusal = refusalOf(answer, this.#target);
    if (refusal.kind === 'fault') throw refusal.error;
    const alone = countOf(stretch) === 1;
    if (refusal.kind === 'too-large') {
      if (alone) return this.#reject(stretch, `413 too large for Elasticsearch: ${sizeOf(stretch)} bytes`);
      this.#size.most = Math.min(this.#size.most, Math.floor(sizeOf(stretch) / 2));
    } else if (alone) {
      this.#refused++;
      if (this.#refused >= HOPELESS && this.#answered === 0) throw allRefused(refusal.reason, this.#target);
      return this.#reject(stretch, refusal.reason);
    }
    return this.#sendHalves(stretch);
  }

  async #sendHalves(stretch: Stretch): Promise<void> {
    for (const half of halve(stretch)) await this.#send(half);
  }

  #note(stretch: Stretch, body: string): void {
    const sent = countOf(stretch);
    try {
      for (const { index, verdict } of exceptionsIn(body, sent)) {
        this.#exceptions.push({ ...placeOf(stretch, index), verdict });
      }
    } catch (error) {
      if (error instanceof UnreadableAnswer) throw unreadable(error.message, this.#target);
      throw error;
    }
    this.#answered += sent;
  }

  #reject(stretch: Stretch, reason: string): void {
    this.#exceptions.push({ ...placeOf(stretch, 0), verdict: reject(reason) });
  }
}
