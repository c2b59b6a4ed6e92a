import type { Settings } from '../../config/options.js';
import { Delivery } from '../../deliver/delivery.js';
import type { Clock } from '../../kit/clock.js';
import { Signal } from '../../kit/signal.js';
import type { Batch } from '../../model/batch.js';
import type { LogshipError } from '../../model/errors.js';
import type { Sink } from '../../model/sink.js';
import { type ClaimedRejects, claimRejects } from '../../state/reject-claim.js';
import { brokenLine, rejectLines } from '../../state/reject-reader.js';
import type { RejectRow } from '../../state/reject-row.js';
import type { State } from '../../state/state.js';
import { asKnown } from '../ending.js';
import type { UploadNotice, UploadProgress } from '../notices.js';
import { ReplayBatch, type ReplayEvent } from './batch.js';
import { type KeptLine, ReplayFile } from './file.js';
import { Pieces, type Whole } from './pieces.js';
import { type EncodeRecord, recordOf, type ReplayRecord } from './records.js';

export interface ReplayRunOptions {
  readonly settings: Settings;
  readonly sinks: readonly Sink[];
  readonly state: State;
  readonly encode: EncodeRecord;
  /** Which rejects are to be sent. */
  readonly isMeant: (row: RejectRow) => boolean;
  readonly clock: Clock;
  readonly notices: (notice: UploadNotice) => void;
  readonly progress: (progress: UploadProgress) => void;
  readonly onError: (error: LogshipError) => void;
  /** Stops reading. */
  readonly signal: AbortSignal;
}

/** How many files may wait for their last receipts at once. */
const WAITING_FILES = 64;
/** Events and bytes after which a batch is closed. */
const BATCH_EVENTS = 1000;
const BATCH_BYTES = 256 * 1024;
/** Bytes of a file after which it is looked whether reading is ahead of what it waits for. */
const PACE = 4 * 2 ** 20;
/** How many rejects of a file are told; the others are in the file. */
const TOLD_REJECTS = 10;

type ReplayedBatch = ReplayBatch<KeptLine>;

/** From files of rejects to what is left of them. */
export class ReplayRun {
  readonly delivery: Delivery;
  readonly files: ReplayFile[] = [];
  readonly #options: ReplayRunOptions;
  readonly #open = new Set<ReplayFile>();
  /** The files of batches that are on their way. */
  readonly #fileOf = new Map<Batch, ReplayFile>();
  /** Records that a peer has refused again, until their batch is settled. */
  readonly #refused = new Map<ReplayRecord<KeptLine>, { readonly reason: string; readonly target: string }>();
  readonly #told = new Map<ReplayFile, number>();
  readonly #changed = new Signal();
  readonly #closing = new Set<Promise<void>>();
  /** Events that are not in a batch yet. */
  #waiting: ReplayEvent<KeptLine>[] = [];
  #waitingBytes = 0;
  #delivered = 0;

  constructor(options: ReplayRunOptions) {
    const { settings, sinks, clock, encode, state } = options;
    this.#options = options;
    this.delivery = new Delivery({
      sinks,
      clock,
      policy: {
        maxRetries: settings.logstashMaxRetries,
        delay: settings.logstashRetryDelay,
        backoff: settings.retryBackoff,
        retryFor: settings.retryFor,
      },
      // They were refused before, most of them for one reason: that is no news of the target.
      refusedOneByOne: true,
      reencode: (batch, from, to, encoding) => [(batch as ReplayedBatch).encodedFor(encoding, from, to, encode)],
      hooks: {
        delivered: (batch, events) => this.#count(batch, 'delivered', events),
        duplicates: (batch, events) => this.#count(batch, 'duplicates', events),
        refused: ({ original, reason, target }) =>
          this.#refused.set(original as ReplayRecord<KeptLine>, { reason, target }),
        settled: (batch) => this.#onSettled(batch as ReplayedBatch),
        notice: (notice) => {
          if (notice.kind === 'retrying') state.statistics.countRetry(notice.reason);
          options.notices(notice);
        },
      },
    });
    this.delivery.failing.addEventListener('abort', () => this.#changed.notify());
  }

  /** Reads a file and hands what is meant of it to delivery. Throws what delivery failed with, and `StateError`. */
  async send(name: string): Promise<void> {
    const { state, clock } = this.#options;
    if (this.#open.size >= WAITING_FILES) await this.delivery.flush();
    const file = this.#take(await claimRejects(name, state.folder.locks, clock));
    await this.#read(file);
    this.#closeIfDone(file);
  }

  /** Waits until everything is settled. Throws what delivery failed with. */
  async flush(): Promise<void> {
    await this.delivery.flush();
  }

  /** Gives all files back with what is left of them, in whatever way the run ended. */
  async close(): Promise<void> {
    for (const file of this.#open) this.#close(file);
    await Promise.all(this.#closing);
    await this.delivery.close();
  }

  #take(claim: ClaimedRejects): ReplayFile {
    const file = new ReplayFile(claim);
    this.#open.add(file);
    this.files.push(file);
    return file;
  }

  async #read(file: ReplayFile): Promise<void> {
    const { signal, progress, onError, settings } = this.#options;
    const pieces = new Pieces<KeptLine>(settings.maxLineBytes);
    let bytes = 0;
    let paused = 0;
    for await (const { number, bytes: line, row } of rejectLines(file.path)) {
      if (signal.aborted) return;
      const kept = file.add(line, row);
      bytes += line.length;
      progress({ path: file.counts.path, bytes, total: undefined, records: this.#delivered });
      if (!row) {
        file.stay([kept]);
        onError(brokenLine(file.counts.path, number));
        continue;
      }
      const whole = pieces.take(kept, row);
      if (whole) await this.#handOver(file, whole);
      if (bytes - paused < PACE && !file.congested) continue;
      paused = bytes;
      await this.#offer(file);
    }
    for (const whole of pieces.rest()) await this.#handOver(file, whole);
    await this.#offer(file);
    file.end();
  }

  /** Sends a record again, or leaves it where it is. */
  async #handOver(file: ReplayFile, whole: Whole<KeptLine>): Promise<void> {
    const { isMeant, encode, settings } = this.#options;
    if (!isMeant(whole.last)) {
      file.counts.left++;
      return file.stay(whole.lines);
    }
    file.counts.read++;
    const record = recordOf(whole, settings.format);
    const encoded = whole.fault === undefined ? encode(record, this.delivery.sink.encoding) : { fault: whole.fault };
    if ('fault' in encoded) return this.#onRejected(file, record, encoded.fault, this.delivery.sink.target);
    const before = this.#waiting[0]?.record.source;
    const sameSource = before?.key === record.source.key && before.path === record.source.path;
    if (before && !sameSource) await this.#offer(file);
    for (const line of whole.lines) line.sent = true;
    this.#waiting.push({ record, ...encoded });
    this.#waitingBytes += encoded.bytes.length;
    if (this.#waiting.length >= BATCH_EVENTS || this.#waitingBytes >= BATCH_BYTES) await this.#offer(file);
  }

  /** Hands what was encoded to delivery, and waits where more is not to be read. */
  async #offer(file: ReplayFile): Promise<void> {
    if (this.#waiting.length > 0) {
      const batch = new ReplayBatch(this.#waiting, this.delivery.sink.encoding);
      [this.#waiting, this.#waitingBytes] = [[], 0];
      this.#fileOf.set(batch, file);
      await this.delivery.offer(batch);
    }
    await file.written;
    if (!file.congested) return;
    this.delivery.hurry();
    await this.#changed.until(() => !file.congested || this.delivery.hasFailed);
  }

  #onSettled(batch: ReplayedBatch): void {
    const file = this.#fileOf.get(batch)!;
    this.#fileOf.delete(batch);
    // A receipt that came after all was given up: what it tells of is sent once more, under the same ids.
    if (!this.#open.has(file)) return;
    for (const record of batch.records) {
      const refused = this.#refused.get(record);
      this.#refused.delete(record);
      if (refused) this.#onRejected(file, record, refused.reason, refused.target);
      else file.leave(record.whole.lines);
    }
    this.#changed.notify();
    this.#closeIfDone(file);
  }

  #onRejected(file: ReplayFile, record: ReplayRecord<KeptLine>, reason: string, target: string): void {
    const { state, notices, clock } = this.#options;
    file.again(record, reason, target, clock.now());
    state.statistics.countFailed(1, reason);
    const told = this.#told.get(file) ?? 0;
    this.#told.set(file, told + 1);
    if (told >= TOLD_REJECTS) return;
    const { line, column } = record.whole.first;
    notices({ kind: 'rejected', path: record.source.path, line, column, reason });
  }

  #count(batch: Batch, kind: 'delivered' | 'duplicates', events: number): void {
    this.#fileOf.get(batch)!.counts[kind] += events;
    this.#options.state.statistics.countSent(events);
    this.#delivered += events;
  }

  #closeIfDone(file: ReplayFile): void {
    if (file.done) this.#close(file);
  }

  /** What concerns this file alone does not keep the others from being sent. */
  #close(file: ReplayFile): void {
    if (!this.#open.delete(file)) return;
    const closed = file.close().catch((error: unknown) => this.#options.onError(asKnown(error)));
    this.#closing.add(closed);
    void closed.finally(() => this.#closing.delete(closed));
  }
}
