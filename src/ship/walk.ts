import type { Settings } from '../config/options.js';
import { systemClock } from '../kit/clock.js';
import type { Batch } from '../model/batch.js';
import type { EventRules } from '../model/event.js';
import { START } from '../model/position.js';
import type { Input } from '../read/input.js';
import { formatOf } from './inputs.js';
import { LaneShelf } from './lane-shelf.js';
import { readThrough } from './read-loop.js';

export interface WalkContext {
  readonly settings: Settings;
  readonly rules: EventRules;
  readonly signal: AbortSignal;
  /** Where ids come from; only seen where the events are. */
  readonly key: string;
}

/** Reads an input to its end and shows each batch that it would be shipped as. Closes the input. */
export async function walk(
  input: Input,
  { settings, rules, signal, key }: WalkContext,
  onBatch: (batch: Batch) => Promise<void>,
): Promise<void> {
  const lanes = new LaneShelf({ rules, maxLineBytes: settings.maxLineBytes, choice: settings.lane, onWait: () => {} });
  const lane = await lanes.lane(formatOf(input, settings.format), 'json-lines');
  try {
    const bytes = await input.open(0);
    try {
      await readThrough({
        source: { key, path: input.path },
        bytes,
        at: { position: START, framing: 0 },
        clock: systemClock,
        signal,
        lane: async () => lane,
        onRead: () => {},
        onBatch: async (batch) => {
          await onBatch(batch);
          batch.release();
        },
      });
    } finally {
      await bytes.close();
    }
  } finally {
    await input.close();
  }
}
