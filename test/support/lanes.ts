import type { EventRules, Format } from '../../src/model/event.js';
import type { LaneOptions } from '../../src/lane/reference.js';
import { PLAIN_RULES } from './corpus.js';

export const FORMATS: readonly Format[] = ['ndjson', 'json', 'text'];

/** Options of a lane for tests: no limit is met unless a test sets one. */
export function laneOptions(format: Format, options: Partial<LaneOptions> = {}): LaneOptions {
  const rules: EventRules = PLAIN_RULES;
  return {
    format,
    rules,
    encoding: 'json-lines',
    maxLineBytes: 10_000_000,
    batchBytes: 1_000_000,
    memory: 64_000_000,
    onWait: () => {},
    ...options,
  };
}
