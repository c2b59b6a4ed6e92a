import type { Settings } from '../config/options.js';
import type { Clock } from '../kit/clock.js';
import { Delivery } from '../deliver/delivery.js';
import type { RefusedRecord } from '../deliver/hooks.js';
import type { Batch } from '../model/batch.js';
import type { EventRules } from '../model/event.js';
import type { Position } from '../model/position.js';
import type { Sink } from '../model/sink.js';
import type { ByteSource } from '../model/source.js';
import type { Input } from '../read/input.js';
import type { Mark } from '../state/ledger.js';
import type { Recognised } from '../state/sources.js';
import type { State } from '../state/state.js';
import { formatOf } from './inputs.js';
import { LaneShelf } from './lane-shelf.js';
import type { UploadNotice, UploadProgress } from './notices.js';
import { type OpenContext, openSource, type OpenedSource } from './open-source.js';
import { readThrough } from './read-loop.js';
import { RejectKeeper } from './reject-keeper.js';
import type { SourceRun } from './source-run.js';
import { type RecordCounts, sumOf } from './upload-result.js';

export interface PipelineOptions {
  readonly settings: Settings;
  readonly rules: EventRules;
  /** Forget how far sources were acknowledged. */
  readonly restart: boolean;
  readonly state: State;
  readonly sinks: readonly Sink[];
  /** See `DeliveryOptions.endless`. */
  readonly endless?: boolean;
  readonly clock: Clock;
  readonly notices: (notice: UploadNotice) => void;
  readonly progress: (progress: UploadProgress) => void;
  /** Stops reading. */
  readonly signal: AbortSignal;
}

/** How many sources may wait for their last receipts at once: each keeps a file open. */
const WAITING_SOURCES = 64;
/** Bytes of rejects that may wait to be written. */
const WAITING_REJECTS = 4 * 1024 * 1024;
/** How many rejects of a source are told while it is shipped; the rest is in the file of rejects. */
const TOLD_REJECTS = 10;

/** From inputs to acknowledged: puts reading, encoding, delivery and state together. */
export class Pipeline {
  readonly delivery: Delivery;
  readonly runs: SourceRun[] = [];
  readonly #options: PipelineOptions;
  readonly #lanes: LaneShelf;
  readonly #keeper: RejectKeeper;
  /** By source key: the sources that are being read, or wait for receipts. */
  readonly #open = new Map<string, OpenedSource>();
  readonly #unfinished = new Set<Promise<void>>();
  /** Batches with rejects: these must be on disk before a mark passes them. */
  readonly #holding = new Set<Batch>();
  /** Bytes of rejects that may not be on disk yet. */
  #unkept = 0;
  #closed: RecordCounts = sumOf([]);
  #retries = 0;
  #lastError: string | undefined;
  #bytes = 0;
  #delivered = 0;

  constructor(options: PipelineOptions) {
    const { settings, clock, sinks } = options;
    this.#options = options;
    this.#lanes = new LaneShelf({
      rules: options.rules,
      maxLineBytes: settings.maxLineBytes,
      choice: settings.lane,
      onWait: () => this.delivery.hurry(),
    });
    const { state, notices, signal, endless = false } = options;
    this.#keeper = new RejectKeeper({
      store: state.rejects,
      endless,
      clock,
      onStuck: (error) => {
        this.#lastError = error.message;
        notices({ kind: 'stuck', error });
      },
      onFreed: () => notices({ kind: 'freed' }),
      signal,
    });
    this.delivery = new Delivery({
      sinks,
      endless,
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
          if ('reason' in notice) this.#lastError = notice.reason;
          if (notice.kind === 'retrying') {
            this.#retries++;
            options.state.statistics.countRetry(notice.reason);
          }
          options.notices(notice);
        },
      },
    });
  }

  /** What became of all records so far, of sources that are closed as well. */
  get counts(): RecordCounts {
    return sumOf([this.#closed, ...[...this.#open.values()].map(({ run }) => run.counts)]);
  }

  /** Tries after the first ones, so far. */
  get retries(): number {
    return this.#retries;
  }

  /** Why a road failed last. */
  get lastError(): string | undefined {
    return this.#lastError;
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
    const opened = await this.open(input);
    this.runs.push(opened.run);
    try {
      await this.#readWhole(opened);
    } finally {
      this.end(opened);
    }
  }

  /**
   * Recognises an input, and goes to where it was acknowledged. Closes the input where that fails.
   * @param fresh where to begin with one that nothing is known of, which is written down at once; its start where nobody
   * says.
   * Throws `StateError` and `InputError`.
   */
  async open(input: Input, fresh?: (source: Recognised) => Promise<Mark>): Promise<OpenedSource> {
    const opened = await openSource(input, { ...this.#sourceContext(input), fresh });
    this.#open.set(opened.run.source.key, opened);
    return opened;
  }

  /**
   * Notes that an input is known, and that nothing of it is acknowledged. Closes the input. Throws as `open` does.
   * @returns the key of its source.
   */
  async note(input: Input): Promise<string> {
    const opened = await openSource(input, { ...this.#sourceContext(input), note: true });
    await opened.close();
    return opened.run.source.key;
  }

  /**
   * Reads on to the end of what there is, and hands it to delivery.
   * @param bytes gives what follows `opened.at`.
   * @param growing the source may go on behind that: see `ReadLoop`.
   */
  async read(opened: OpenedSource, bytes: ByteSource, growing: boolean): Promise<void> {
    const { run, input } = opened;
    const { clock, signal } = this.#options;
    let read = opened.at.position.offset;
    await readThrough({
      source: run.source,
      bytes,
      at: opened.at,
      clock,
      signal,
      failing: this.delivery.failing,
      growing,
      lane: async () => (opened.lane = await this.#lanes.lane(run.format, this.delivery.sink.encoding)),
      onBatch: (batch, final) => this.#onBatch(opened, batch, final && read),
      onRead: (more) => {
        read += more;
        this.#bytes += more;
        this.#report(run, read, input.size);
      },
    });
  }

  /** Nothing more is read of a source: it is closed when all of it is settled. */
  end(opened: OpenedSource): void {
    opened.ended = true;
    this.#closeIfDone(opened);
  }

  /** Waits until everything is settled. Throws what delivery failed with. */
  async flush(): Promise<void> {
    await this.delivery.flush();
  }

  /** Writes what is left, in whatever way the run ended. Throws `StateError`. */
  async close(): Promise<void> {
    try {
      // Receipts that wait for their rejects to be kept still move a mark.
      await this.#finished();
      for (const opened of this.#open.values()) this.#close(opened);
      await this.#finished();
    } finally {
      // Connections that were left open would keep the program alive, also where a mark can't be written.
      await this.delivery.close();
    }
  }

  #sourceContext(input: Input): OpenContext {
    const { settings, state, restart, sinks, notices } = this.#options;
    const format = formatOf(input, settings.format);
    return { state, target: sinks[0]!.target, settings, format, restart, notices };
  }

  async #readWhole(opened: OpenedSource): Promise<void> {
    const bytes = await opened.input.open(opened.at.position.offset);
    try {
      await this.read(opened, bytes, false);
    } finally {
      await bytes.close();
    }
  }

  async #onBatch(opened: OpenedSource, batch: Batch, endOfSource: number | false): Promise<void> {
    const { run } = opened;
    if (this.#keeper.isStuck) await this.#keep(() => this.#keeper.flush());
    run.add(batch, run.format === 'json' && endsUnfinished(batch, endOfSource));
    const { statistics, rejects } = this.#options.state;
    for (const reject of batch.rejects) {
      const { source, format } = run;
      rejects.add({ ...reject, source, target: this.delivery.sink.target, format, readAt: batch.readAt });
      if (reject.more) continue;
      statistics.countFailed(1, reject.reason);
      this.#tell(opened, reject.fault, reject.reason);
    }
    if (batch.rejects.length > 0) {
      this.#holding.add(batch);
      await this.#keepUp(batch.rejects);
    }
    await this.delivery.offer(batch);
  }

  /** Rejects hold back reading, as events do: they must not pile up in memory. */
  async #keepUp(rejects: Batch['rejects']): Promise<void> {
    for (const { bytes } of rejects) this.#unkept += bytes.length;
    if (this.#unkept < WAITING_REJECTS) return;
    this.#unkept = 0;
    await this.#keep(() => this.#keeper.flush());
  }

  async #keep(rejects: () => Promise<void>): Promise<void> {
    try {
      await rejects();
    } catch (error) {
      this.delivery.fail(error as Error);
      throw error;
    }
  }

  #onRefused({ batch, original, reason, target }: RefusedRecord): void {
    const opened = this.#opened(batch);
    const { run } = opened;
    const { statistics, rejects } = this.#options.state;
    const { source, format } = run;
    rejects.add({ ...original, source, target, reason, format, readAt: batch.readAt });
    statistics.countFailed(1, reason);
    this.#holding.add(batch);
    run.count('rejected', 1);
    this.#tell(opened, original.position, reason);
  }

  #onSettled(batch: Batch): void {
    const opened = this.#opened(batch);
    const settle = () => {
      opened.run.settle(batch.start);
      this.#closeIfDone(opened);
    };
    if (!this.#holding.delete(batch)) return settle();
    const kept = this.#keeper.flush().then(settle, (error: unknown) => this.delivery.fail(error as Error));
    this.#awaitAtEnd(kept);
  }

  #count(batch: Batch, kind: 'delivered' | 'duplicates', events: number): void {
    this.#opened(batch).run.count(kind, events);
    this.#options.state.statistics.countSent(events);
    this.#delivered += events;
  }

  #tell(opened: OpenedSource, { line, column }: Position, reason: string): void {
    if (opened.told++ >= TOLD_REJECTS) return;
    this.#options.notices({ kind: 'rejected', path: opened.run.counts.path, line, column, reason });
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
    this.#closed = sumOf([this.#closed, opened.run.counts]);
    this.#awaitAtEnd(opened.close());
  }

  /** What fails here is thrown by `close`. */
  #awaitAtEnd(promise: Promise<void>): void {
    this.#unfinished.add(promise);
    promise.then(
      () => this.#unfinished.delete(promise),
      () => {},
    );
  }

  async #finished(): Promise<void> {
    const unfinished = [...this.#unfinished];
    this.#unfinished.clear();
    await Promise.all(unfinished);
  }
}

/** Whether the last record of a source is rejected, and nothing follows it. */
function endsUnfinished(batch: Batch, endOfSource: number | false): boolean {
  const last = batch.rejects.at(-1);
  return last !== undefined && last.position.offset + last.bytes.length === endOfSource;
}
