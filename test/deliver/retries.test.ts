import { describe, expect, it } from 'vitest';
import { InterruptedError, SinkError } from '../../src/model/errors.js';
import { retry } from '../../src/model/verdict.js';
import { ManualClock } from '../support/manual-clock.js';
import { type Behaviour, FakeSink, fault, PATIENT, range, turn, World } from './world.js';

const refusing: Behaviour = {
  begin() {
    throw fault('refused');
  },
};
const breaking: Behaviour = {
  commit() {
    throw fault('broken');
  },
};

/** Milliseconds between the tries of a sink. */
function waits({ tries }: FakeSink): number[] {
  return tries.slice(1).map((time, index) => time - tries[index]!);
}

function worldOf(behave: (window: number) => Behaviour, policy = {}, limits = {}) {
  const clock = new ManualClock();
  const sink = new FakeSink(clock, behave, limits);
  return { sink, clock, world: new World(clock, [sink], { ...PATIENT, ...policy }) };
}

describe('a peer that says how long it wants to be left alone', () => {
  const asking = (retryAfter: number): Behaviour => ({
    commit() {
      throw new SinkError('busy', 'fake://peer', 'busy', { retryAfter });
    },
  });

  it('is left alone for so long, and no shorter than after any failure', async () => {
    const { sink, world } = worldOf((window) => [asking(7000), asking(100), {}][window]!);
    await world.ship(1);
    expect(waits(sink)).toEqual([7000, 2000]);
    expect(world.notices).toMatchObject([{ kind: 'retrying', milliseconds: 7000 }, { milliseconds: 2000 }]);
  });

  it('is given up at once where the time for tries ends before', async () => {
    const { sink, world } = worldOf(() => asking(7000), { retryFor: 6000 });
    await expect(world.ship(1)).rejects.toMatchObject({ fault: 'busy' });
    expect(sink.tries).toHaveLength(1);
  });

  it('is tried for as often as any other', async () => {
    const { sink, world } = worldOf(() => asking(7000));
    await expect(world.ship(1)).rejects.toMatchObject({ fault: 'busy' });
    expect(waits(sink)).toEqual([7000, 7000, 7000]);
  });
});

describe('a peer that is not there', () => {
  it('is tried again after the delay, as often as it was told, and then given up', async () => {
    const { sink, world } = worldOf(() => refusing);
    await expect(world.ship(3)).rejects.toMatchObject({ fault: 'refused' });
    expect(waits(sink)).toEqual([2000, 2000, 2000]);
    expect(world.delivery.pending).toBe(3);
    expect(world.settled).toEqual([]);
    expect(world.released.size).toBe(0);
  });

  it('is never tried again without retries', async () => {
    const { sink, world } = worldOf(() => refusing, { maxRetries: 0 });
    await expect(world.ship(1)).rejects.toMatchObject({ fault: 'refused' });
    expect(sink.tries).toHaveLength(1);
  });

  it('is tried for as long as it was told, whatever the number of retries', async () => {
    const { sink, world } = worldOf(() => refusing, { retryFor: 9000 });
    await expect(world.ship(1)).rejects.toMatchObject({ fault: 'refused' });
    expect(waits(sink)).toEqual([2000, 2000, 2000, 2000, 1000]);
  });

  it('is given up at once where no time would help', async () => {
    const { sink, world } = worldOf(() => ({
      begin() {
        throw fault('unresolved', true);
      },
    }));
    await expect(world.ship(1)).rejects.toMatchObject({ fault: 'unresolved' });
    expect(sink.tries).toHaveLength(1);
  });

  it('is waited for longer and longer where the backoff is exponential', async () => {
    const { sink, world } = worldOf(() => refusing, { backoff: 'exponential', maxRetries: 7 });
    await expect(world.ship(1)).rejects.toMatchObject({ fault: 'refused' });
    const most = [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000];
    expect(waits(sink)).toHaveLength(7);
    for (const [index, wait] of waits(sink).entries()) {
      expect(wait).toBeGreaterThanOrEqual(most[index]! / 2);
      expect(wait).toBeLessThanOrEqual(most[index]!);
    }
  });

  it('has all its tries again after one that came through', async () => {
    const { sink, world } = worldOf((window) => (window % 4 === 3 ? {} : refusing));
    await world.ship(2);
    await world.ship(2);
    expect(waits(sink)).toEqual([2000, 2000, 2000, 0, 2000, 2000, 2000]);
    expect(sink.taken).toEqual(range(0, 4));
  });
});

describe('a window in doubt', () => {
  it('is sent again whole and in order, at once the first time', async () => {
    const { sink, world } = worldOf((window) => (window < 2 ? breaking : {}));
    await world.ship(3, 2, 4);
    expect(sink.windows).toEqual([range(0, 9), range(0, 9), range(0, 9)]);
    expect(waits(sink)).toEqual([0, 2000]);
    expect(world.counts).toEqual({ delivered: 9, duplicates: 0 });
    expect(world.notices.map((notice) => notice.kind)).toEqual(['retrying', 'retrying']);
  });

  it('goes before what was read since', async () => {
    const { sink, world } = worldOf((window) => ({
      event(event) {
        if (window === 0 && event === 2) throw fault('broken');
      },
    }));
    await world.ship(3, 3, 3);
    expect(sink.windows).toEqual([range(0, 3), range(0, 9)]);
    expect(world.settled.map(({ count }) => count)).toEqual([3, 3, 3]);
  });
});

describe('a peer that asks for patience', () => {
  const busy = (takes: (event: number) => boolean): Behaviour => ({
    commit: (events) => new Map(events.filter((event) => !takes(event)).map((event) => [event, retry('429')])),
  });

  it('is never given up as long as it takes some', async () => {
    const { sink, world } = worldOf((window) => busy((event) => event <= window));
    await world.ship(20);
    expect(sink.windows.map((events) => events[0])).toEqual(range(0, 20));
    expect(waits(sink)).toEqual(Array(19).fill(2000));
    expect(world.counts.delivered).toBe(20);
  });

  it('is given up when it takes nothing', async () => {
    const { sink, world } = worldOf(() => busy((event) => event < 5));
    await expect(world.ship(20)).rejects.toMatchObject({ fault: 'busy', message: '429' });
    expect(world.counts.delivered).toBe(5);
    expect(world.delivery.pending).toBe(15);
    expect(sink.windows.map(({ length }) => length)).toEqual([20, 15, 15, 15]);
  });

  it('counts windows that fail together as one failure', async () => {
    let release = (): void => {};
    const both = new Promise<void>((resolve) => (release = resolve));
    const { sink, world, clock } = worldOf(
      (window) => ({
        async commit() {
          if (window > 1) return;
          if (window === 1) release();
          await both;
          // The second answer comes long after the pause that the first one asked for.
          if (window === 1) await clock.sleep(10_000);
          throw fault('timeout');
        },
      }),
      { maxRetries: 1 },
      { inFlight: 2, events: 2 },
    );
    await world.ship(2, 2);
    expect(world.counts.delivered).toBe(4);
    expect(sink.taken.toSorted((a, b) => a - b)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  });
});

describe('a delivery that is ended', () => {
  const interrupted = new InterruptedError('SIGINT');

  it('ends while it waits for the next try', async () => {
    const { sink, world, clock } = worldOf(() => refusing);
    await world.delivery.offer(world.batch(1));
    await turn();
    expect(clock.waiting).toBe(1);
    world.delivery.fail(interrupted);
    await turn();
    expect(clock.waiting).toBe(0);
    expect(sink.tries).toHaveLength(1);
    await expect(world.delivery.flush()).rejects.toBe(interrupted);
  });

  it('gives up a window that waits for its answer, and settles nothing of it', async () => {
    const { sink, world } = worldOf(() => ({ commit: () => new Promise(() => {}) }));
    await world.delivery.offer(world.batch(2));
    const flushed = world.delivery.flush();
    await turn();
    world.delivery.fail(interrupted);
    await expect(flushed).rejects.toBe(interrupted);
    await expect(world.delivery.failed).rejects.toBe(interrupted);
    await turn();
    expect(sink.abandoned).toBe(1);
    expect(world.delivery.pending).toBe(2);
    expect(world.settled).toEqual([]);
  });

  it('gives up a window that was reached only then, and writes nothing to it', async () => {
    let reach = (): void => {};
    const reached = new Promise<void>((resolve) => (reach = resolve));
    const { sink, world } = worldOf(() => ({ begin: () => reached }));
    await world.delivery.offer(world.batch(2));
    await turn();
    world.delivery.fail(interrupted);
    reach();
    await turn();
    expect(sink.abandoned).toBe(1);
    expect(sink.windows).toEqual([[]]);
  });

  it('ends a window that is open and waits for more', async () => {
    const { sink, world, clock } = worldOf(() => ({}));
    await world.delivery.offer(world.batch(2));
    await turn();
    world.delivery.fail(interrupted);
    await turn();
    expect(sink.abandoned).toBe(1);
    expect(clock.waiting).toBe(0);
    await expect(world.delivery.offer(world.batch(1))).rejects.toBe(interrupted);
  });

  it('fails with what no peer has said, too', async () => {
    const { world } = worldOf(() => ({
      commit() {
        throw new TypeError('a fault of logship');
      },
    }));
    await expect(world.ship(1)).rejects.toThrow(TypeError);
    expect(world.delivery.hasFailed).toBe(true);
  });

  it('fails when it is closed too early, and closes quietly when all is settled', async () => {
    const early = worldOf(() => ({ commit: () => new Promise(() => {}) }));
    await early.world.delivery.offer(early.world.batch(1));
    await early.world.delivery.close();
    expect(early.world.delivery.hasFailed).toBe(true);
    const late = worldOf(() => ({}));
    await late.world.ship(1);
    await late.world.delivery.close();
    expect(late.world.delivery.hasFailed).toBe(false);
    expect(late.sink.closed).toBe(1);
  });
});
