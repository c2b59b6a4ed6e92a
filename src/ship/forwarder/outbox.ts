import { randomBytes } from 'node:crypto';
import process from 'node:process';
import type { Settings } from '../../config/options.js';
import { Delivery } from '../../deliver/delivery.js';
import { systemClock } from '../../kit/clock.js';
import type { Batch } from '../../model/batch.js';
import type { Lane } from '../../model/lane.js';
import { START } from '../../model/position.js';
import type { Sink } from '../../model/sink.js';
import { eventRules } from '../event-rules.js';
import { LaneShelf } from '../lane-shelf.js';
import type { BatchResult } from './types.js';

/** What became of events, and why some of them may still be anywhere. */
export interface Outcome extends BatchResult {
  /** What delivery failed with before all of them had an end. */
  readonly failure: Error | undefined;
}

/** What happens in an outbox, for who counts it. */
export interface OutboxHooks {
  sent(events: number): void;
  failed(events: number, reason: string): void;
  retried(reason: string): void;
}

export interface OutboxOptions {
  readonly settings: Settings;
  readonly sinks: readonly Sink[];
  readonly hooks: OutboxHooks;
}

/** Events that were handed in together. */
interface Call {
  sent: number;
  failed: number;
  /** Batches without an end. */
  open: number;
  /** More batches may come. */
  encoding: boolean;
  readonly over: () => void;
}

/** Takes events from memory and delivers them. Events of many calls share windows. */
export class Outbox {
  readonly delivery: Delivery;
  readonly #hooks: OutboxHooks;
  readonly #lanes: LaneShelf;
  readonly #source: { readonly key: string; readonly path: string };
  readonly #calls = new Map<Batch, { readonly call: Call; readonly lane: Lane }>();
  readonly #open = new Set<Call>();
  #failure: Error | undefined;
  #offset = 0;
  /** Encoding goes one call after the other: they share the lane's memory. */
  #encoded: Promise<unknown> = Promise.resolve();

  constructor({ settings, sinks, hooks }: OutboxOptions) {
    this.#hooks = hooks;
    this.#source = { key: randomBytes(8).toString('hex'), path: process.argv[1] ?? 'logship' };
    this.#lanes = new LaneShelf({
      rules: eventRules(settings),
      maxLineBytes: settings.maxLineBytes,
      choice: settings.lane,
      onWait: () => this.delivery.hurry(),
    });
    const { logstashMaxRetries: maxRetries, logstashRetryDelay: delay } = settings;
    this.delivery = new Delivery({
      sinks,
      clock: systemClock,
      policy: { maxRetries, delay, backoff: settings.retryBackoff, retryFor: settings.retryFor },
      reencode: (batch, from, to, encoding) => this.#calls.get(batch)!.lane.reencode(batch, from, to, encoding),
      hooks: {
        delivered: (batch, events) => this.#onSent(batch, events),
        duplicates: (batch, events) => this.#onSent(batch, events),
        refused: ({ batch, reason }) => this.#onFailed(this.#calls.get(batch)!.call, 1, reason),
        settled: (batch) => this.#onSettled(batch),
        notice: (notice) => {
          if (notice.kind === 'retrying') hooks.retried(notice.reason);
        },
      },
    });
    this.delivery.failed.catch((error: unknown) => {
      this.#failure = error as Error;
      for (const call of this.#open) call.over();
    });
  }

  /** Whether everything that was handed in has its end. */
  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  /**
   * Delivers lines of JSON objects, each with its line end.
   * @param onRoom called when more may be handed in.
   */
  send(lines: Buffer, onRoom: () => void = () => {}): Promise<Outcome> {
    return new Promise((resolve) => {
      const over = () => {
        this.#open.delete(call);
        const { sent, failed } = call;
        resolve({ sent, failed, failure: this.#failure });
      };
      const call: Call = { sent: 0, failed: 0, open: 0, encoding: true, over };
      if (this.#failure) return over();
      this.#open.add(call);
      const before = this.#encoded;
      this.#encoded = before.then(() => this.#encode(lines, call)).then(onRoom, over);
    });
  }

  async #encode(lines: Buffer, call: Call): Promise<void> {
    const lane = await this.#lanes.lane('ndjson', this.delivery.sink.encoding);
    const slab = await lane.lease(lines.length);
    slab.bytes.set(lines);
    let from = 0;
    try {
      for (let starved = false; !starved;) {
        await lane.room();
        const start = { ...START, offset: this.#offset + from };
        const stretch = { slab, from, to: lines.length, start, framing: 0, final: true, readAt: Date.now() };
        const encoded = lane.encode({ source: this.#source, ...stretch });
        from += encoded.consumed;
        starved = encoded.starved;
        if (encoded.batch) await this.#offer(encoded.batch, lane, call);
      }
    } finally {
      this.#offset += lines.length;
      slab.release();
    }
    call.encoding = false;
    this.#endIfOver(call);
    this.delivery.hurry();
  }

  async #offer(batch: Batch, lane: Lane, call: Call): Promise<void> {
    for (const { more, reason } of batch.rejects) if (!more) this.#onFailed(call, 1, reason);
    call.open++;
    this.#calls.set(batch, { call, lane });
    await this.delivery.offer(batch);
  }

  #onSent(batch: Batch, events: number): void {
    this.#calls.get(batch)!.call.sent += events;
    this.#hooks.sent(events);
  }

  #onFailed(call: Call, events: number, reason: string): void {
    call.failed += events;
    this.#hooks.failed(events, reason);
  }

  #onSettled(batch: Batch): void {
    const { call } = this.#calls.get(batch)!;
    this.#calls.delete(batch);
    call.open--;
    this.#endIfOver(call);
  }

  #endIfOver({ open, encoding, over }: Call): void {
    if (open === 0 && !encoding) over();
  }
}
