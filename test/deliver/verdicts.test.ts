import { describe, expect, it } from 'vitest';
import { duplicate, reject, retry, stop, type Verdict } from '../../src/model/verdict.js';
import { ManualClock } from '../support/manual-clock.js';
import { type Behaviour, FakeSink, fault, PATIENT, range, World } from './world.js';

function worldOf(verdict: (event: number, window: number) => Verdict | undefined) {
  const clock = new ManualClock();
  const behave = (window: number): Behaviour => ({
    commit(events) {
      const said = events.map((event) => [event, verdict(event, window)] as const);
      return new Map(said.filter((entry): entry is [number, Verdict] => entry[1] !== undefined));
    },
  });
  const sink = new FakeSink(clock, behave, { bytes: 1_000_000 });
  return { sink, world: new World(clock, [sink]) };
}

describe('what a peer says of single events', () => {
  it('is counted, kept and sent again as it says', async () => {
    const { sink, world } = worldOf((event, window) => {
      if (event === 1) return duplicate;
      if (event === 3) return reject('mapping: [field]');
      return window === 0 && (event === 5 || event === 6 || event === 8) ? retry('429') : undefined;
    });
    await world.ship(4, 6);
    expect(world.counts).toEqual({ delivered: 8, duplicates: 1 });
    expect(world.refused).toEqual([{ n: 3, reason: 'mapping: [field]' }]);
    expect(sink.windows).toEqual([range(0, 10), [5, 6, 8]]);
    expect(world.settled.map(({ count }) => count)).toEqual([4, 6]);
    expect([...world.released.values()]).toEqual([1, 1]);
  });

  it('stops everything when the credentials are refused, and keeps all that is open', async () => {
    const { world } = worldOf((event) => (event < 2 ? undefined : stop('401', true)));
    await expect(world.ship(5)).rejects.toMatchObject({ fault: 'denied', exitCode: 4 });
    expect(world.counts.delivered).toBe(2);
    expect(world.delivery.pending).toBe(3);
    expect(world.refused).toEqual([]);
  });

  it('stops when all are refused for one reason: that speaks of the peer', async () => {
    const { world } = worldOf((event) => reject(`no field [f${event}] in 'index-${event}'`));
    await expect(world.ship(5)).rejects.toMatchObject({ fault: 'refusing', exitCode: 1 });
    expect(world.refused).toEqual([]);
    expect(world.delivery.pending).toBe(5);
  });

  it('refuses all of a window whose reasons differ', async () => {
    const { world } = worldOf((event) => reject(event % 2 ? 'odd' : 'even'));
    await world.ship(5);
    expect(world.refused).toHaveLength(5);
  });

  it('refuses a single event', async () => {
    const { world } = worldOf(() => reject('bad'));
    await world.ship(1);
    expect(world.refused).toEqual([{ n: 0, reason: 'bad' }]);
  });

  it('refuses a few bad events behind good ones, and stops at many', async () => {
    const { world } = worldOf((event) => (event < 10 ? undefined : reject('bad')));
    await world.ship(10);
    await world.ship(3);
    expect(world.refused.map(({ n }) => n)).toEqual([10, 11, 12]);
    await expect(world.ship(100)).rejects.toMatchObject({ fault: 'refusing' });
    expect(world.delivery.pending).toBe(100);
  });
});

describe('a fallback', () => {
  const gone: Behaviour = {
    begin() {
      throw fault('refused');
    },
  };

  function worldOfTwo(behave: (window: number) => Behaviour, limits = {}) {
    const clock = new ManualClock();
    const first = new FakeSink(clock, behave, { target: 'fake://first', ...limits });
    const second = new FakeSink(clock, () => ({}), { target: 'fake://second', encoding: 'bulk', inFlight: 2 });
    return { clock, first, second, world: new World(clock, [first, second], { ...PATIENT, maxRetries: 1 }) };
  }

  it('takes everything that is open, encoded for its road', async () => {
    const { first, second, world } = worldOfTwo((window) => (window === 0 ? {} : gone));
    await world.ship(3);
    await world.ship(3, 0, 4);
    expect(first.taken).toEqual(range(0, 3));
    expect(second.taken).toEqual(range(3, 10));
    expect(world.counts.delivered).toBe(10);
    expect(world.settled).toHaveLength(4);
    expect(world.copies).toHaveLength(2);
    expect([...world.released.values()]).toEqual(Array(6).fill(1));
    const fallback = { kind: 'fallback', from: 'fake://first', to: 'fake://second', reason: 'refused' };
    expect(world.notices.at(-1)).toEqual(fallback);
  });

  it('stays in use', async () => {
    const { first, second, world } = worldOfTwo(() => gone);
    await world.ship(2);
    await world.ship(2);
    expect(world.delivery.fellBack).toBe(true);
    expect(world.delivery.sink).toBe(second);
    expect(first.tries).toHaveLength(2);
    expect(second.taken).toEqual(range(0, 4));
  });

  it('takes only what the first road did not', async () => {
    const { second, world } = worldOfTwo((window) =>
      window === 0 ? { commit: (events) => new Map(events.slice(2).map((event) => [event, retry('busy')])) } : gone,
    );
    await world.ship(5);
    expect(second.taken).toEqual([2, 3, 4]);
    expect(world.counts.delivered).toBe(5);
  });

  it('is never sent what another window of the old road still holds, nor in its layout', async () => {
    const { clock, first, second, world } = worldOfTwo(
      (window) => ({
        async begin() {
          if (window > 0) throw fault('refused', true);
        },
        commit: () => clock.sleep(60_000),
      }),
      { inFlight: 2, events: 2 },
    );
    await world.ship(2, 2, 2);
    expect(first.windows[0]).toEqual([0, 1]);
    expect(second.taken.toSorted((a, b) => a - b)).toEqual(range(2, 6));
    expect(world.counts.delivered).toBe(6);
    expect(world.settled).toHaveLength(3);
  });

  it('does not take what is denied', async () => {
    const { second, world } = worldOfTwo(() => ({
      begin() {
        throw fault('denied');
      },
    }));
    await expect(world.ship(2)).rejects.toMatchObject({ fault: 'denied' });
    expect(second.tries).toEqual([]);
  });
});
