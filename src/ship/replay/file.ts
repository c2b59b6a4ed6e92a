import type { ClaimedRejects } from '../../state/reject-claim.js';
import { encodeAgain, type RejectRow } from '../../state/reject-row.js';
import type { ReplayRecord } from './records.js';
import { noReplayCounts, type ReplayedFile } from './result.js';

/** A line of a file of rejects, until it is known what becomes of it. */
export interface KeptLine {
  readonly bytes: Buffer;
  readonly row: RejectRow | undefined;
  fate?: 'stays' | 'goes' | 'changed';
  /** What takes its place where it is `changed`. */
  changed?: Buffer;
  /** It is on its way to the target. */
  sent?: boolean;
}

/** Bytes of lines that may wait for one that is on its way. */
const WAITING = 32 * 2 ** 20;

/** One file of rejects while it is sent again: its lines leave in order, into the rest or away. */
export class ReplayFile {
  readonly counts: ReplayedFile;
  readonly #claim: ClaimedRejects;
  #lines: KeptLine[] = [];
  #bytes = 0;
  /** Every line of it was read. */
  #whole = false;

  constructor(claim: ClaimedRejects) {
    this.#claim = claim;
    this.counts = { path: claim.home, ...noReplayCounts() };
  }

  /** Where it lies now. */
  get path(): string {
    return this.#claim.path;
  }

  /** Every line was read, and has its fate. */
  get done(): boolean {
    return this.#whole && this.#lines.length === 0;
  }

  /** So much waits for a line that is on its way that nothing more is to be read. */
  get congested(): boolean {
    return this.#bytes > WAITING && this.#lines[0]?.sent === true;
  }

  /** Resolves when what stays is written. */
  get written(): Promise<void> {
    return this.#claim.written;
  }

  add(bytes: Buffer, row: RejectRow | undefined): KeptLine {
    const line: KeptLine = { bytes, row };
    this.#lines.push(line);
    this.#bytes += bytes.length;
    return line;
  }

  /** The end of the file was reached. */
  end(): void {
    this.#whole = true;
  }

  /** Lines stay as they are. */
  stay(lines: readonly KeptLine[]): void {
    for (const line of lines) line.fate = 'stays';
    this.#advance();
  }

  /** Lines were delivered. */
  leave(lines: readonly KeptLine[]): void {
    for (const line of lines) line.fate = 'goes';
    this.#advance();
  }

  /** A record was rejected again. */
  again({ whole, position, bytes }: ReplayRecord<KeptLine>, reason: string, target: string, now: number): void {
    this.counts.rejected++;
    const { lines } = whole;
    for (const line of lines) {
      // One that was given up for its length is kept as the record that was found in it.
      const found = lines.length === 1 && whole.fault === undefined ? { position, bytes } : undefined;
      line.changed = Buffer.from(encodeAgain(line.row!, { reason, target, time: now, found }));
      line.fate = 'changed';
    }
    this.#advance();
  }

  /** Makes of the file what is left of it, and gives it back. Throws `StateError`. */
  async close(): Promise<void> {
    this.counts.pending = this.#open();
    for (const line of this.#lines) line.fate ??= 'stays';
    this.#advance();
    try {
      await this.#claim.commit(this.#whole);
    } finally {
      await this.#claim.release();
    }
  }

  #open(): number {
    const { read, delivered, duplicates, rejected } = this.counts;
    return read - delivered - duplicates - rejected;
  }

  #advance(): void {
    let known = 0;
    for (const { bytes, fate, changed } of this.#lines) {
      if (fate === undefined) break;
      known++;
      this.#bytes -= bytes.length;
      if (fate === 'goes') this.#claim.drop(bytes);
      else this.#claim.keep(bytes, changed);
    }
    if (known > 0) this.#lines = this.#lines.slice(known);
  }
}
