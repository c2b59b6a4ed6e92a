import { expect, it } from 'vitest';
import { SinkError } from '../../src/model/errors.js';
import { ManualClock } from '../support/manual-clock.js';
import { type Behaviour, brokenBehind, FakeSink, fault, range, World } from './world.js';

function worldOf(behave: (window: number) => Behaviour) {
  const clock = new ManualClock();
  const sink = new FakeSink(clock, behave);
  return { sink, world: new World(clock, [sink]) };
}

/** The first windows break behind so many acknowledged events. */
const breaking = (...acknowledged: number[]) =>
  worldOf((window) => ({
    commit() {
      if (window < acknowledged.length) throw brokenBehind(acknowledged[window]!);
    },
  }));

it('what was acknowledged of a window that broke is delivered, and the rest alone is sent again', async () => {
  const { sink, world } = breaking(5, 1);
  await world.ship(4, 4);
  expect(sink.windows).toEqual([range(0, 8), range(5, 8), range(6, 8)]);
  expect(world.counts).toEqual({ delivered: 8, duplicates: 0 });
  expect(world.settledEvents).toEqual(range(0, 8));
});

it('a batch of which every event was acknowledged is settled at once', async () => {
  const { sink, world } = breaking(4);
  await world.ship(4, 4);
  expect(sink.windows).toEqual([range(0, 8), range(4, 8)]);
  expect([...world.released.values()]).toEqual([1, 1]);
});

it('a peer that takes something each time is never given up', async () => {
  const { world } = breaking(...Array.from({ length: 19 }, () => 1));
  await world.ship(20);
  expect(world.counts.delivered).toBe(20);
  expect(world.refused).toEqual([]);
});

it('what was acknowledged is delivered where the peer then refuses us for good', async () => {
  const { world } = worldOf(() => ({
    commit() {
      throw new SinkError('denied', 'fake://peer', 'denied', { acknowledged: 3 });
    },
  }));
  await expect(world.ship(8)).rejects.toMatchObject({ fault: 'denied' });
  expect(world.counts.delivered).toBe(3);
  expect(world.delivery.pending).toBe(5);
});

it('a record that is left alone by what was acknowledged is no suspect yet', async () => {
  let breaks = 0;
  const { world } = worldOf(() => ({
    commit(events) {
      if (breaks++ < 2) throw brokenBehind(events.length - 1);
      if (breaks < 5) throw fault('broken');
    },
  }));
  await world.ship(3);
  expect(world.counts.delivered).toBe(3);
  expect(world.refused).toEqual([]);
});
