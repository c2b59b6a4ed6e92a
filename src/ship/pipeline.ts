import type { Settings } from '../config/options.js';
import type { Clock } from '../kit/clock.js';
import { Delivery } from '../deliver/delivery.js';
import type { RefusedRecord } from '../deliver/hooks.js';
import type { Batch } from '../model/batch.js';
import type { EventRules } from '../model/event.js';
import type { Position } from '../model/position.js';
import type { Sink } from '../model/sink.js';
import type { Input } from '../read/input.js';
import type { State } from '../state/state.js';
import { formatOf } from './inputs.js';
import { LaneShelf } from './lane-shelf.js';
import type { UploadNotice, UploadProgress } from './notices.js';
import { openSource, type OpenedSource } from './open-source.js';
import { readThrough } from './read-loop.js';
import type { SourceRun } from './source-run.js';

export interface PipelineOptions {
  readonly settings: Settings;
  readonly rules: EventRules;
  /** Forget how far sources were acknowledged. */
  readonly restart: boolean;
  readonly state: State;
  readonly sinks: readonly Sink[];
  readonly clock: Clock;
  readonly notices: (notice: UploadNotice) => void;
  readonly progress: (progress: UploadProgress) => void;
  /** Stops reading. */
  readonly signal: AbortSignal;
}

/** How many sources may wait for their last receipts at once: each keeps a file open. */
const WAITING_SOURCES = 64;
/** How many rejects of a source are told while it is shipped; the rest is in the file of rejects. */
const TOLD_REJECTS = 10;

/** From inputs to acknowledged: puts reading, encoding, delivery and state together. */
export class Pipeline {
  readonly delivery: Delivery;
  readonly runs: SourceRun[] = [];
  readonly #options: PipelineOptions;
  readonly #lanes: LaneShelf;
  /** By source key: the sources that are being read, or wait for receipts. */
  readonly #open = new Map<string, OpenedSource>();
  readonly #unfinished: Promise<void>[] = [];
  /** Batches with rejects: these must be on disk before a mark passes them. */
  readonly #holding = new Set<Batch>();
  #bytes = 0;
  #delivered = 0;

  constructor(options: PipelineOptions) {
    const { settings, clock, sinks } = options;
    this.#options = options;
    this.#lanes = new LaneShelf({
      rules: options.rules,
      maxLineBytes: settings.maxLineBytes,
      onWait: () => this.delivery.hurry(),
    });
    this.delivery = new Delivery({
      sinks,
      clock,
      policy: {
        maxRetries: settings.logstashMaxRetries,
        delay: settings.logstashRetryDelay,
        backoff: settings.retryBackoff,
        retryFor: settings.retryFor,
      },
      reencode: (batch, from, to, encoding) => this.#opened(batch).lane!.reencode(batch, from, to, encoding),
      hooks: {
        delivered: (batch, events) => this.#count(batch, 'delivered', events),
        duplicates: (batch, events) => this.#count(batch, 'duplicates', events),
        refused: (record) => this.#onRefused(record),
        settled: (batch) => this.#onSettled(batch),
        notice: (notice) => {
          if (notice.kind === 'retrying') options.state.statistics.countRetry(notice.reason);
          options.notices(notice);
        },
      },
    });
  }

  /** Bytes read so far, of all sources. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Reads one input to its end and hands all of it to delivery. Closes the input.
   * Throws `StateError` and `InputError` for what concerns this input alone.
   */
  async ship(input: Input): Promise<void> {
    if (this.#open.size >= WAITING_SOURCES) await this.delivery.flush();
    const { settings, state, restart, sinks, notices } = this.#options;
    const target = sinks[0]!.target;
    const format = formatOf(input, settings.format);
    const opened = await openSource(input, { state, target, settings, format, restart, notices });
    const { run } = opened;
    this.runs.push(run);
    this.#open.set(run.source.key, opened);
    try {
      await Promise.race([this.#read(opened), this.delivery.failed]);
      opened.ended = true;
    } finally {
      this.#closeIfDone(opened);
    }
  }

  /** Waits until everything is settled. Throws what delivery failed with. */
  async flush(): Promise<void> {
    await this.delivery.flush();
  }

  /** Writes what is left, in whatever way the run ended. Throws `StateError`. */
  async close(): Promise<void> {
    // Receipts that wait for their rejects to be kept still move a mark.
    await this.#finished();
    for (const opened of this.#open.values()) this.#close(opened);
    await this.#finished();
    await this.delivery.close();
  }

  async #read(opened: OpenedSource): Promise<void> {
    const { run, input, start } = opened;
    const { clock, signal } = this.#options;
    const bytes = await input.open(start.offset);
    let read = start.offset;
    try {
      await readThrough({
        ...{ source: run.source, bytes, start, framing: start.framing, clock, signal },
        lane: async () => (opened.lane = await this.#lanes.lane(run.format, this.delivery.sink.encoding)),
        onBatch: (batch, final) => this.#onBatch(opened, batch, final && read),
        onRead: (more) => {
          read += more;
          this.#bytes += more;
          this.#report(run, read, input.size);
        },
      });
    } finally {
      await bytes.close();
    }
  }

  async #onBatch({ run }: OpenedSource, batch: Batch, endOfSource: number | false): Promise<void> {
    run.add(batch, run.format === 'ndjson' && endsUnfinished(batch, endOfSource));
    const { statistics, rejects } = this.#options.state;
    for (const reject of batch.rejects) {
      rejects.add({ ...reject, source: run.source, target: this.delivery.sink.target });
      if (reject.more) continue;
      statistics.countFailed(1, reject.reason);
      this.#tell(run, reject.fault, reject.reason);
    }
    if (batch.rejects.length > 0) this.#holding.add(batch);
    await this.delivery.offer(batch);
  }

  #onRefused({ batch, original, reason, target }: RefusedRecord): void {
    const { run } = this.#opened(batch);
    const { statistics, rejects } = this.#options.state;
    rejects.add({ ...original, source: run.source, target, reason });
    statistics.countFailed(1, reason);
    this.#holding.add(batch);
    run.count('rejected', 1);
    this.#tell(run, original.position, reason);
  }

  #onSettled(batch: Batch): void {
    const opened = this.#opened(batch);
    const settle = () => {
      opened.run.settle(batch.start);
      this.#closeIfDone(opened);
    };
    if (!this.#holding.delete(batch)) return settle();
    const kept = this.#options.state.rejects.flush().then(settle, (error: Error) => this.delivery.fail(error));
    this.#awaitAtEnd(kept);
  }

  #count(batch: Batch, kind: 'delivered' | 'duplicates', events: number): void {
    this.#opened(batch).run.count(kind, events);
    this.#options.state.statistics.countSent(events);
    this.#delivered += events;
  }

  #tell(run: SourceRun, { line, column }: Position, reason: string): void {
    if (run.counts.rejected > TOLD_REJECTS) return;
    this.#options.notices({ kind: 'rejected', path: run.counts.path, line, column, reason });
  }

  #report(run: SourceRun, bytes: number, total: number | undefined): void {
    this.#options.progress({ path: run.counts.path, bytes, total, records: this.#delivered });
  }

  #opened({ source }: Batch): OpenedSource {
    return this.#open.get(source.key)!;
  }

  #closeIfDone(opened: OpenedSource): void {
    if (opened.ended && opened.run.settled) this.#close(opened);
  }

  #close(opened: OpenedSource): void {
    if (!this.#open.delete(opened.run.source.key)) return;
    this.#awaitAtEnd(opened.close());
  }

  /** What fails here is thrown by `close`. */
  #awaitAtEnd(promise: Promise<void>): void {
    promise.catch(() => {});
    this.#unfinished.push(promise);
  }

  async #finished(): Promise<void> {
    await Promise.all(this.#unfinished.splice(0));
  }
}

/** Whether the last record of a source is rejected, and no line end follows it. */
function endsUnfinished(batch: Batch, endOfSource: number | false): boolean {
  const last = batch.rejects.at(-1);
  return last !== undefined && last.position.offset + last.bytes.length === endOfSource;
}
