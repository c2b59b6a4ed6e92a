import type { Frame } from '../frame/framer.js';
import type { Encoding, Reject } from '../model/batch.js';
import type { Encoded, Work } from '../model/lane.js';
import type { Position } from '../model/position.js';
import { type advance, advanceBy } from './advance.js';
import { compact } from './compact.js';
import { EventBatch } from './event-batch.js';
import type { Output } from './output.js';
import type { RecordEncoder } from './records.js';

/** Just past a record that was put into the output already, and the framer's state there. */
export interface Passed {
  readonly at: number;
  readonly state: number;
  /** Line feeds from where its stretch began, where they were counted. */
  readonly feeds: number | undefined;
}

/** Collects the frames of one stretch into a batch. */
export class BatchBuilder {
  readonly #work: Work;
  readonly #encoding: Encoding;
  readonly #encode: RecordEncoder;
  readonly #output: Output;
  readonly #advance: typeof advance;
  readonly #rejects: Reject[] = [];
  #untagged = 0;
  // The latest place whose line and column were counted, and where it lies in the slab.
  #position: Position;
  #at: number;
  // Behind the last record.
  #end: { readonly at: number; readonly state: number } | undefined;

  /** @param count tells positions apart, as `advance` does. */
  constructor(work: Work, encoding: Encoding, encode: RecordEncoder, output: Output, count: typeof advance) {
    this.#work = work;
    this.#encoding = encoding;
    this.#encode = encode;
    this.#output = output;
    this.#advance = count;
    this.#position = work.start;
    this.#at = work.from;
  }

  /** Bytes encoded so far. */
  get size(): number {
    return this.#output.size;
  }

  /** Takes note of records that were put into the output already, from a place in the slab on. */
  passed(from: number, { at, state, feeds }: Passed): void {
    this.#end = { at, state };
    if (feeds === undefined) return;
    this.#position = advanceBy(feeds, this.#positionOf(from), this.#work.slab.bytes, from, at);
    this.#at = at;
  }

  take(frame: Exclude<Frame, { kind: 'starved' }>): void {
    if (frame.kind === 'gap') return;
    if (frame.kind === 'fault') this.#reject(frame.start, frame.end, frame.at, frame.reason, frame.more);
    else this.#record(frame.start, frame.end);
    this.#end = { at: frame.next, state: frame.state };
  }

  /**
   * @param at how far the slab is done with.
   * @param state the framer's, there.
   */
  finish(at: number, state: number, starved: boolean): Encoded {
    const end = this.#end;
    const batch = end && this.#batch(this.#positionOf(end.at), end);
    const position = this.#positionOf(at);
    return { batch, consumed: at - this.#work.from, position, framing: state, starved };
  }

  #batch(end: Position, { at, state }: { readonly at: number; readonly state: number }): EventBatch {
    const { source, start, readAt, slab, from } = this.#work;
    const parts = {
      source,
      start,
      end,
      framing: state,
      readAt,
      slab,
      slabStart: from,
      encoding: this.#encoding,
      rejects: this.#rejects,
      untagged: this.#untagged,
      ...this.#output.finish(),
    };
    return new EventBatch(compact(parts, at));
  }

  #record(start: number, end: number): void {
    const { source, readAt, slab } = this.#work;
    const position = this.#positionOf(start);
    const outcome = this.#encode(slab.bytes.subarray(start, end), { source, position, readAt }, this.#encoding);
    if ('fault' in outcome) return this.#reject(start, end, start + outcome.at, outcome.fault, false);
    this.#output.put(outcome.pieces, start, end);
    if (outcome.untagged) this.#untagged++;
  }

  #reject(start: number, end: number, at: number, reason: string, more: boolean): void {
    const position = this.#positionOf(start);
    const fault = this.#advance(position, this.#work.slab.bytes, start, at);
    this.#rejects.push({ bytes: this.#work.slab.bytes.subarray(start, end), position, fault, reason, more });
  }

  /** Counts on from the latest place: places are asked for in the order of the bytes. */
  #positionOf(at: number): Position {
    if (at > this.#at) {
      this.#position = this.#advance(this.#position, this.#work.slab.bytes, this.#at, at);
      this.#at = at;
    }
    return this.#position;
  }
}
