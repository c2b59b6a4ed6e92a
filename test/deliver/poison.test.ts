import { describe, expect, it } from 'vitest';
import { ManualClock } from '../support/manual-clock.js';
import { type Behaviour, FakeSink, fault, PATIENT, range, World } from './world.js';

/** A peer that breaks the connection at some events. */
function worldOf(breaksAt: (event: number, window: number) => boolean, policy = {}, limits = {}) {
  const clock = new ManualClock();
  const behave = (window: number): Behaviour => ({
    commit(events) {
      if (events.some((event) => breaksAt(event, window))) throw fault('broken');
    },
  });
  const sink = new FakeSink(clock, behave, limits);
  return { sink, clock, world: new World(clock, [sink], { ...PATIENT, ...policy }) };
}

describe('a record that breaks every connection', () => {
  it.each([0, 1, 37, 99])('is found among a hundred and refused alone, at place %i', async (poison) => {
    const { world } = worldOf((event) => event === poison);
    await world.ship(40, 60);
    expect(world.refused).toEqual([{ n: poison, reason: expect.stringContaining('breaks the connection') }]);
    expect(world.counts.delivered).toBe(99);
    expect(world.settled).toHaveLength(2);
  });

  it('is not alone', async () => {
    const poison = new Set([3, 4, 60, 61, 62, 98]);
    const { world } = worldOf((event) => poison.has(event));
    await world.ship(100);
    expect(world.refused.map(({ n }) => n).toSorted((a, b) => a - b)).toEqual([...poison]);
    expect(world.counts.delivered).toBe(94);
  });

  it('is found without many retries too', async () => {
    const { world } = worldOf((event) => event === 50, { maxRetries: 1 });
    await world.ship(100);
    expect(world.refused.map(({ n }) => n)).toEqual([50]);
  });

  it('costs few windows and little time', async () => {
    const { world, sink, clock } = worldOf((event) => event === 700, {}, { bytes: 1_000_000 });
    const started = clock.now();
    await world.ship(1000);
    expect(sink.windows.length).toBeLessThan(50);
    expect(clock.now() - started).toBeLessThan(15_000);
  });

  it('is not held against it when nothing else comes through', async () => {
    const { world } = worldOf(() => true, { maxRetries: 20 });
    await expect(world.ship(10)).rejects.toMatchObject({ fault: 'broken' });
    expect(world.refused).toEqual([]);
    expect(world.delivery.pending).toBe(10);
  });

  it('stays pending where it is the only record there is', async () => {
    const { world } = worldOf(() => true);
    await expect(world.ship(1)).rejects.toMatchObject({ fault: 'broken' });
    expect(world.refused).toEqual([]);
    expect(world.delivery.pending).toBe(1);
  });
});

describe('a peer that breaks everything from some time on', () => {
  it.each([1, 2, 5, 9])('makes no record a suspect, after %i windows', async (healthy) => {
    // Windows 0 to 2 break so that a search begins, then some come through.
    const breaksAt = (_event: number, window: number) => window < 3 || window > 2 + healthy;
    const { world } = worldOf(breaksAt, { retryFor: 120_000 });
    await expect(world.ship(2000)).rejects.toMatchObject({ fault: 'broken' });
    expect(world.refused).toEqual([]);
    expect(world.counts.delivered + world.delivery.pending).toBe(2000);
  });
});

describe('a peer that is killed again and again', () => {
  it('gets everything in the end, and nothing is refused', async () => {
    const { world, sink } = worldOf((_event, window) => window % 5 !== 4, { maxRetries: 5 });
    await world.ship(...Array<number>(20).fill(20));
    expect(world.refused).toEqual([]);
    expect(world.counts.delivered).toBe(400);
    expect(new Set(sink.taken)).toEqual(new Set(range(0, 400)));
  });
});
