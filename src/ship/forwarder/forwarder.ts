import { Writable } from 'node:stream';
import type { Settings } from '../../config/options.js';
import { systemClock } from '../../kit/clock.js';
import { SinkError } from '../../model/errors.js';
import { createRoads } from '../roads.js';
import { forwarderSettings } from './forwarder-settings.js';
import { Outbox } from './outbox.js';
import {
  type BatchResult,
  ConnectionError,
  type ForwarderOptions,
  type ForwarderStatistics,
  type LogEvent,
} from './types.js';

/** Milliseconds after which a forwarder that fell back, and has nothing to do, begins with Logstash again. */
const BACK_AFTER = 30_000;

interface Sending {
  /** Called when more may be handed in. */
  readonly onRoom?: () => void;
  /** Throw what could not be delivered by a fallback, either. */
  readonly strict?: boolean;
}

/**
 * Sends events from a program to Logstash, and to Elasticsearch where that stays away. One instance serves a whole
 * program: events of calls at the same time travel together.
 */
export class LogstashForwarder implements AsyncDisposable {
  readonly #options: ForwarderOptions;
  #settings: Promise<Settings> | undefined;
  #outbox: Promise<Outbox> | undefined;
  readonly #sending = new Set<Promise<unknown>>();
  #usedAt = 0;
  #closed = false;
  #sent = 0;
  #failed = 0;
  #retries = 0;
  #lastError: string | null = null;
  #lastSuccess: string | null = null;

  constructor(options: ForwarderOptions = {}) {
    this.#options = options;
  }

  /**
   * Sends one event. Resolves when its target has confirmed it; false where it was rejected, or neither Logstash nor
   * the fallback could be reached. Throws `ConnectionError` where there is no fallback, `TypeError` for what JSON
   * can't hold, and a configuration error.
   */
  async sendLog(event: LogEvent): Promise<boolean> {
    return this.sendLogs([event]);
  }

  /** Sends events together; true where all of them were confirmed. Throws as `sendLog` does. */
  async sendLogs(events: readonly LogEvent[]): Promise<boolean> {
    const { failed } = await this.#send(linesOf(events), events.length);
    return failed === 0;
  }

  /** Sends any number of events, so many at a time, and counts. Throws as `sendLog` does. */
  async sendBatch(events: readonly LogEvent[], options: { readonly batchSize?: number } = {}): Promise<BatchResult> {
    const size = options.batchSize ?? (await this.#loaded()).logstashBatchSize;
    if (!Number.isInteger(size) || size < 1) throw new RangeError(`batchSize: a whole number from 1, not ${size}`);
    const result = { sent: 0, failed: 0 };
    const under: Promise<void>[] = [];
    for (let first = 0; first < events.length; first += size) {
      const batch = events.slice(first, first + size);
      const counted = this.#send(linesOf(batch), batch.length).then(({ sent, failed }) => {
        result.sent += sent;
        result.failed += failed;
      });
      counted.catch(() => {});
      under.push(counted);
    }
    await Promise.all(under);
    return result;
  }

  /** What happened so far. */
  getStatistics(): ForwarderStatistics {
    const all = this.#sent + this.#failed;
    return {
      total_sent: this.#sent,
      total_failed: this.#failed,
      total_retries: this.#retries,
      success_rate: all === 0 ? 1 : this.#sent / all,
      last_error: this.#lastError,
      last_success: this.#lastSuccess,
    };
  }

  /**
   * A stream that takes events, or lines: a JSON object goes as it is, any other line becomes the `message` of an
   * event. It holds its writer back while the target is slow, and ends when everything is confirmed. It fails with a
   * `ConnectionError` where something could not be delivered; what is rejected is counted in the statistics.
   */
  writable(): Writable {
    const open = new Set<Promise<unknown>>();
    const stream = new Writable({
      objectMode: true,
      // All that waits goes together. More is taken when there is room, which is before it is confirmed.
      writev: (chunks, callback) => {
        const lines = () => Buffer.concat(chunks.map(({ chunk }) => linesOfChunk(chunk as LogEvent | string)));
        const sent = Promise.resolve()
          .then(() => this.#send(lines(), chunks.length, { onRoom: callback, strict: true }))
          .then(
            () => void open.delete(sent),
            (error: unknown) => void stream.destroy(error as Error),
          );
        open.add(sent);
      },
      final: (callback) => void Promise.all(open).then(() => callback(), callback),
    });
    return stream;
  }

  /** Waits until everything is confirmed, and closes the connections. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#sending);
    const outbox = await this.#outbox?.catch(() => undefined);
    await outbox?.delivery.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #send(lines: Buffer, events: number, how: Sending = {}): Promise<BatchResult> {
    if (this.#closed) throw new Error('the forwarder is closed');
    if (events === 0) return { sent: 0, failed: 0 };
    const sending = this.#sendNow(lines, events, how);
    this.#sending.add(sending);
    try {
      return await sending;
    } finally {
      this.#sending.delete(sending);
    }
  }

  async #sendNow(lines: Buffer, events: number, { onRoom, strict }: Sending): Promise<BatchResult> {
    const outbox = await this.#opened();
    const { delivery } = outbox;
    this.#usedAt = systemClock.monotonic();
    const { sent, failed, failure } = await outbox.send(lines, onRoom);
    const lost = events - sent - failed;
    if (!failure || lost === 0) return { sent, failed };
    this.#failed += lost;
    this.#lastError = failure.message;
    if (!(failure instanceof SinkError)) throw failure;
    if (strict || !delivery.fellBack) throw new ConnectionError(failure.target, failure);
    return { sent, failed: failed + lost };
  }

  #loaded(): Promise<Settings> {
    return (this.#settings ??= forwarderSettings(this.#options));
  }

  /** The outbox in use. One that has failed is left for a new one, which tries again. */
  async #opened(): Promise<Outbox> {
    const before = this.#outbox;
    const current = await before?.catch(() => undefined);
    if (current && !this.#isWornOut(current)) return current;
    // Another call has opened one meanwhile.
    if (this.#outbox !== before) return this.#opened();
    if (current) void current.delivery.close().catch(() => {});
    const opening = this.#open();
    this.#outbox = opening;
    return opening;
  }

  #isWornOut({ delivery, isEmpty }: Outbox): boolean {
    const idle = systemClock.monotonic() - this.#usedAt;
    return delivery.hasFailed || (delivery.fellBack && isEmpty && idle >= BACK_AFTER);
  }

  async #open(): Promise<Outbox> {
    const settings = await this.#loaded();
    const sinks = await createRoads(settings, { clock: systemClock, onNotice: () => {} });
    const hooks = {
      sent: (events: number) => {
        this.#sent += events;
        this.#lastSuccess = new Date().toISOString();
      },
      failed: (events: number, reason: string) => {
        this.#failed += events;
        this.#lastError = reason;
      },
      retried: (reason: string) => {
        this.#retries++;
        this.#lastError = reason;
      },
    };
    return new Outbox({ settings, sinks, hooks });
  }
}

function linesOf(events: readonly LogEvent[]): Buffer {
  return Buffer.from(
    events
      .map((event) => {
        const text: string | undefined = JSON.stringify(event);
        if (typeof event !== 'object' || event === null || text === undefined || !text.startsWith('{')) {
          throw new TypeError('an event is an object that JSON can hold');
        }
        return `${text}\n`;
      })
      .join(''),
  );
}

function linesOfChunk(chunk: LogEvent | string): Buffer {
  if (typeof chunk !== 'string') return linesOf([chunk]);
  const line = chunk.replace(/\r?\n$/, '');
  return line.trimStart().startsWith('{') && !line.includes('\n')
    ? Buffer.from(`${line}\n`)
    : linesOf([{ message: line }]);
}

let shared: LogstashForwarder | undefined;

/** The one forwarder of a program, made from the settings: environment, `.env`, files. Its first use opens it. */
export function getLogstashForwarder(): LogstashForwarder {
  return (shared ??= new LogstashForwarder());
}
