import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/model/batch.js';
import { ManualClock } from '../support/manual-clock.js';
import { type Behaviour, FakeSink, fault, range, turn, World } from './world.js';

function worldOf(limits: ConstructorParameters<typeof FakeSink>[2] = {}, behave?: (window: number) => Behaviour) {
  const clock = new ManualClock();
  const sink = new FakeSink(clock, behave, limits);
  return { sink, clock, world: new World(clock, [sink]) };
}

/** A peer that answers only when it is told to. */
function slow() {
  const answers: (() => void)[] = [];
  const behave = () => ({ commit: () => new Promise<void>((resolve) => answers.push(resolve)) });
  return { answers, behave };
}

describe('a window', () => {
  it('takes what comes until nothing has come for a while', async () => {
    const { sink, world, clock } = worldOf();
    await world.delivery.offer(world.batch(1));
    await turn();
    clock.advance(999);
    await world.delivery.offer(world.batch(1));
    await turn();
    clock.advance(999);
    await turn();
    expect(world.settled).toEqual([]);
    clock.advance(1);
    await turn();
    expect(sink.windows).toEqual([[0, 1]]);
    expect(world.settled).toHaveLength(2);
  });

  it('closes at its age, however much comes', async () => {
    const { sink, world, clock } = worldOf();
    for (let second = 0; second < 12; second++) {
      await world.delivery.offer(world.batch(1));
      await turn();
      clock.advance(500);
      await turn();
    }
    expect(sink.windows.map(({ length }) => length)).toEqual([10, 2]);
  });

  it('closes before the batch that would be too much for it, and cuts one that no window could hold', async () => {
    const bytes = new World(new ManualClock(), [new FakeSink(new ManualClock())]).batch(10).endOf(9);
    const { sink, world } = worldOf({ bytes: bytes * 2 });
    await world.ship(8, 8, 8, 50);
    expect(sink.windows.map(({ length }) => length)).toEqual([16, 8, ...sink.windows.slice(2).map((w) => w.length)]);
    expect(sink.windows.slice(2).every(({ length }) => length <= 20)).toBe(true);
    expect(sink.taken).toEqual(range(0, 74));
    expect(world.settled).toHaveLength(4);
  });

  it('sends a single event that is larger than a window may be', async () => {
    const { sink, world } = worldOf({ bytes: 10 });
    await world.ship(2);
    expect(sink.windows).toEqual([[0], [1]]);
  });

  it('closes in a hurry when nothing waits, and the next one takes its time again', async () => {
    const { sink, world, clock } = worldOf();
    await world.delivery.offer(world.batch(2));
    await turn();
    world.delivery.hurry();
    await turn();
    expect(world.settled).toHaveLength(1);
    await world.delivery.offer(world.batch(2));
    await turn();
    expect(world.settled).toHaveLength(1);
    clock.advance(1000);
    await turn();
    expect(sink.windows).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('stays in a hurry when another window ends meanwhile', async () => {
    const { answers, behave } = slow();
    const { world, sink } = worldOf({ inFlight: 2, events: 2 }, (window) => (window === 0 ? behave() : {}));
    await world.delivery.offer(world.batch(2));
    await turn();
    await world.delivery.offer(world.batch(1));
    await turn();
    expect(sink.windows).toEqual([[0, 1], [2]]);
    answers[0]!();
    await turn();
    expect(sink.windows).toHaveLength(2);
    world.delivery.hurry();
    await turn();
    expect(world.settled).toHaveLength(2);
  });
});

describe('several windows', () => {
  it('are under way at once, as many as the sink takes, and fill one after the other', async () => {
    const { answers, behave } = slow();
    const { sink, world } = worldOf({ inFlight: 3, events: 2 }, behave);
    await turn();
    for (let n = 0; n < 6; n++) await world.delivery.offer(world.batch(2));
    await turn();
    expect(sink.windows).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    for (let n = 0; n < 6; n++) {
      answers[n]!();
      await turn();
    }
    expect(sink.windows).toHaveLength(6);
    expect(sink.mostFilling).toBe(1);
    expect(world.settled).toHaveLength(6);
  });

  it('are not opened for one batch', async () => {
    const { sink, world } = worldOf({ inFlight: 4 });
    await turn();
    await world.ship(1);
    expect(sink.windows).toEqual([[0]]);
  });

  it('settle their batches in any order, each once', async () => {
    const { answers, behave } = slow();
    const { world } = worldOf({ inFlight: 3, events: 2 }, behave);
    const batches: Batch[] = [];
    for (let n = 0; n < 3; n++) batches.push(world.batch(2));
    for (const batch of batches) await world.delivery.offer(batch);
    await turn();
    for (const n of [2, 0, 1]) {
      answers[n]!();
      await turn();
    }
    expect(world.settled).toEqual([batches[2], batches[0], batches[1]]);
    expect([...world.released.values()]).toEqual([1, 1, 1]);
  });
});

describe('a producer', () => {
  const large = (world: World) => {
    const batch = world.batch(1);
    return { ...batch, endOf: () => 3 * 1024 * 1024 };
  };

  it('is held back while too much waits', async () => {
    const { answers, behave } = slow();
    const { world } = worldOf({ events: 1 }, behave);
    const done: number[] = [];
    const offers = range(0, 4).map((n) => world.delivery.offer(large(world)).then(() => done.push(n)));
    await turn();
    // The first one is in a window, the second one fills the queue but for a little.
    expect(done).toEqual([0]);
    answers[0]!();
    await turn();
    expect(done).toEqual([0]);
    answers[1]!();
    await turn();
    answers[2]!();
    await Promise.all(offers);
    expect(done).toHaveLength(4);
  });

  it('is told when delivery fails while it waits', async () => {
    const { world } = worldOf({ events: 1 }, slow().behave);
    const offers = range(0, 4).map(() => world.delivery.offer(large(world)));
    const results = Promise.allSettled(offers);
    await turn();
    world.delivery.fail(fault('timeout'));
    expect((await results).map(({ status }) => status)).toContain('rejected');
  });

  it('has a batch without events settled at once', async () => {
    const { sink, world } = worldOf();
    const empty = world.batch(0);
    await world.delivery.offer(empty);
    expect(world.settled).toEqual([empty]);
    expect(world.released.get(empty)).toBe(1);
    await world.delivery.flush();
    expect(sink.tries).toEqual([]);
  });
});
