import type { RoadFaults } from '../faults/faults.js';
import { HttpFault } from './fault.js';

/** What goes wrong on purpose with one bulk request. */
export interface Fate {
  /** Where its connection breaks off. */
  readonly breaks: 'in the body' | 'before the answer' | 'in the answer' | undefined;
  /** Milliseconds that its answer is late. */
  readonly delay: number;
  /** Whether it is asked to come again: as a whole, or each document that the dice say. */
  readonly busy: { readonly delay: number; readonly document: (() => boolean) | undefined } | undefined;
  /** Whether it is too large, if it holds more than one document. */
  readonly tooLarge: boolean;
}

/** Throws all dice, whatever comes of it, so that the next request finds them where they would be. */
export function fateOf(faults: RoadFaults): Fate {
  const part = faults.breaksAt();
  const places = ['in the body', 'before the answer', 'in the answer'] as const;
  return {
    breaks: part === undefined ? undefined : places[Math.floor(part * places.length)],
    delay: faults.delay(),
    busy: faults.busy(),
    tooLarge: faults.tooLarge(),
  };
}

/** Elasticsearch's word for a queue that is full, with the header that proxies add. */
export function tooMany(delay: number): HttpFault {
  const reason = 'rejected execution: asked for by --fail 429';
  return new HttpFault(429, 'es_rejected_execution_exception', reason, { 'Retry-After': `${Math.ceil(delay / 1000)}` });
}

const NEWLINE = 0x0a;
const LINES_OF_A_DOCUMENT = 2;

/** Holds the lines of a request back until it is sure that there is one document alone. */
export class OneDocumentGate {
  readonly #held: Buffer[] = [];
  #lines = 0;

  /** Whether there are more documents than one. */
  add(block: Buffer): boolean {
    for (let at = block.indexOf(NEWLINE); at >= 0; at = block.indexOf(NEWLINE, at + 1)) this.#lines++;
    this.#held.push(block);
    return this.#lines > LINES_OF_A_DOCUMENT;
  }

  /** All that was held back. */
  release(): readonly Buffer[] {
    return this.#held;
  }
}
