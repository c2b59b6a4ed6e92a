import { describe, expect, test } from 'vitest';
import { createReferenceLane } from '../../src/lane/reference.js';
import { systemClock } from '../../src/kit/clock.js';
import type { Batch } from '../../src/model/batch.js';
import { InputError } from '../../src/model/errors.js';
import type { Lane } from '../../src/model/lane.js';
import { START } from '../../src/model/position.js';
import { type ReadLoop, readThrough } from '../../src/ship/read-loop.js';
import { laneOptions } from '../support/lanes.js';
import { SOURCE } from '../support/encode.js';
import { cut, PiecewiseSource } from './sources.js';

const event = (seq: number, text = '') => JSON.stringify({ seq, text });
const LINES = Array.from({ length: 200 }, (_, seq) => event(seq, 'x'.repeat((seq * 37) % 300)));
const TEXT = LINES.map((line) => `${line}\n`).join('');

/** A lane that knows how much of its memory is out. */
async function countingLane(encoding: Lane['encoding'] = 'json-lines'): Promise<Lane & { leased: number }> {
  const lane = await createReferenceLane(laneOptions('ndjson', { encoding, batchBytes: 2000 }));
  const counting = {
    encoding,
    leased: 0,
    room: () => lane.room(),
    encode: (work: Parameters<Lane['encode']>[0]) => lane.encode(work),
    reencode: (...args: Parameters<Lane['reencode']>) => lane.reencode(...args),
    async lease(atLeast: number) {
      const slab = await lane.lease(atLeast);
      let holders = 1;
      counting.leased++;
      return {
        bytes: slab.bytes,
        retain: () => (holders++, slab.retain()),
        release: () => (--holders === 0 && counting.leased--, slab.release()),
      };
    },
  };
  return counting;
}

interface Seen {
  readonly records: string[];
  readonly finals: boolean[];
  readonly ends: number[];
}

/** Runs the loop over a source, and collects what comes out of it. */
async function run(bytes: PiecewiseSource, lane: Lane, more: Partial<ReadLoop> = {}): Promise<Seen> {
  const seen: Seen = { records: [], finals: [], ends: [] };
  await readThrough({
    source: SOURCE,
    bytes,
    at: { position: START, framing: 0 },
    clock: systemClock,
    signal: new AbortController().signal,
    lane: async () => lane,
    onRead: () => {},
    onBatch: async (batch: Batch, final: boolean) => {
      for (let n = 0; n < batch.count; n++) seen.records.push(Buffer.from(batch.original(n).bytes).toString());
      seen.finals.push(final);
      seen.ends.push(batch.end.offset);
      batch.release();
    },
    ...more,
  });
  return seen;
}

test.each([1, 2, 7, 100, 1000, 1_000_000])('a source that gives %i bytes at a time loses none', async (size) => {
  const lane = await countingLane();
  const { records, ends } = await run(new PiecewiseSource(cut(TEXT, size)), lane);
  expect(records).toEqual(LINES);
  expect(ends.at(-1)).toBe(TEXT.length);
  expect(lane.leased).toBe(0);
});

test('a record that is longer than a slab, and than the room before the next read, is put together', async () => {
  const long = event(1, 'y'.repeat(3_000_000));
  const middle = event(2, 'z'.repeat(100_000));
  const lane = await countingLane();
  const { records } = await run(new PiecewiseSource(cut(`${event(0)}\n${long}\n${middle}\n${event(3)}`, 70_000)), lane);
  expect(records).toEqual([event(0), long, middle, event(3)]);
  expect(lane.leased).toBe(0);
});

test('a lane that changes between two reads gets the begun record too', async () => {
  const lanes = [await countingLane(), await countingLane('bulk')] as const;
  let asked = 0;
  const records: string[] = [];
  const encodings: string[] = [];
  await run(new PiecewiseSource(cut(TEXT, 333)), lanes[0], {
    lane: async () => lanes[Math.floor(asked++ / 7) % 2]!,
    onBatch: async (batch) => {
      for (let n = 0; n < batch.count; n++) records.push(Buffer.from(batch.original(n).bytes).toString());
      encodings.push(batch.encoding);
      batch.release();
    },
  });
  expect(records).toEqual(LINES);
  expect(new Set(encodings)).toEqual(new Set(['json-lines', 'bulk']));
  expect(lanes.map(({ leased }) => leased)).toEqual([0, 0]);
});

describe('the end', () => {
  test('only the last batch is final, and a line without an end is in it', async () => {
    const { records, finals } = await run(new PiecewiseSource([`${event(0)}\n`, event(1)]), await countingLane());
    expect(records).toEqual([event(0), event(1)]);
    expect(finals).toEqual([false, true]);
  });

  test('a source without a byte gives no batch', async () => {
    const lane = await countingLane();
    expect((await run(new PiecewiseSource([]), lane)).finals).toEqual([]);
    expect(lane.leased).toBe(0);
  });

  test('a source that fails gives what it had given, its error, and where to go on', async () => {
    const lane = await countingLane();
    const records: string[] = [];
    const at = { position: START, framing: 0 };
    const failing = new PiecewiseSource([`${event(0)}\n{"cut`], () => Promise.reject(new InputError('a', 'is torn')));
    const running = run(failing, lane, {
      at,
      onBatch: async (batch) => {
        records.push(Buffer.from(batch.original(0).bytes).toString());
        batch.release();
      },
    });
    await expect(running).rejects.toThrow('a: is torn');
    expect(records).toEqual([event(0)]);
    // Who tries again must not hand over what was handed over.
    expect(at.position.offset).toBe(event(0).length + 1);
    expect(lane.leased).toBe(0);
  });

  test('whoever takes no more batches gets the memory back', async () => {
    const lane = await countingLane();
    const stop = new Error('delivery failed');
    const running = run(new PiecewiseSource(cut(TEXT, 500)), lane, {
      onBatch: async (batch) => {
        batch.release();
        throw stop;
      },
    });
    await expect(running).rejects.toBe(stop);
    await new Promise(setImmediate);
    expect(lane.leased).toBe(0);
  });
});

describe('called off', () => {
  test('while a read waits for bytes that never come: what came before is encoded', async () => {
    const lane = await countingLane();
    const controller = new AbortController();
    let endRead = (_length: number): void => {};
    const idle = new PiecewiseSource([`${event(0)}\n`], () => new Promise((resolve) => (endRead = resolve)));
    await run(idle, lane, {
      signal: controller.signal,
      onBatch: async (batch) => {
        batch.release();
        setImmediate(() => controller.abort());
      },
    });
    // The slab that the read may still write into is given back no sooner than the read ends.
    expect(lane.leased).toBe(1);
    endRead(0);
    await new Promise(setImmediate);
    expect(lane.leased).toBe(0);
  });

  test('while there is more: no more than one stretch follows', async () => {
    const controller = new AbortController();
    const bytes = new PiecewiseSource(cut(TEXT, 500));
    await run(bytes, await countingLane(), { signal: controller.signal, onRead: () => controller.abort() });
    expect(bytes.reads).toBeLessThanOrEqual(2);
  });
});
