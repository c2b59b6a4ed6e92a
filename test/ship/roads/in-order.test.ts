import { expect, it } from 'vitest';
import { inOrder } from '../../../src/ship/roads/in-order.js';
import { batchOf, jsonLines } from '../../support/batch.js';
import { ManualClock } from '../../support/manual-clock.js';
import { FakeSink, fault } from '../../deliver/world.js';

const many = { inFlight: 8, bytes: 500, events: 7 };

it('has one window under way, and leaves all other limits as they are', () => {
  const sink = new FakeSink(new ManualClock(), undefined, many);
  expect(inOrder(sink).limits).toEqual({ ...sink.limits, inFlight: 1 });
});

it('follows limits that change', () => {
  const sink = new FakeSink(new ManualClock());
  const changing = { ...sink.limits, events: 1 };
  const ordered = inOrder(Object.defineProperty(sink, 'limits', { get: () => changing }));
  changing.events = 2;
  expect(ordered.limits.events).toBe(2);
});

it('is the sink in all else: names, windows, faults and the end', async () => {
  const sink = new FakeSink(new ManualClock(), (window) => (window === 0 ? {} : { begin: () => fail() }));
  const ordered = inOrder(sink);
  const { target, product, acknowledgement, encoding } = sink;
  expect(ordered).toMatchObject({ target, product, acknowledgement, encoding });
  const window = await ordered.begin();
  await window.write({ batch: batchOf(['{"n":1}'], jsonLines), from: 0, to: 1 });
  expect(await window.commit()).toEqual({ exceptions: [] });
  expect(sink.taken).toEqual([1]);
  await expect(ordered.begin()).rejects.toMatchObject({ fault: 'refused' });
  await expect(ordered.probe()).rejects.toMatchObject({ fault: 'refused' });
  await ordered.close();
  expect(sink.closed).toBe(1);
});

function fail(): never {
  throw fault('refused');
}
