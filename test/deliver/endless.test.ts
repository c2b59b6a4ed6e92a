import { expect, onTestFinished, test } from 'vitest';
import type { Encoding } from '../../src/model/batch.js';
import { ManualClock } from '../support/manual-clock.js';
import { FakeSink, fault, PATIENT, range, World } from './world.js';

const HOUR = 3_600_000;

/** Peers that are away while the test says so, and a delivery that does not give up. */
function world(...names: readonly string[]) {
  return worldOf(names.map((target) => ({ target })));
}

interface Target {
  readonly target: string;
  readonly encoding?: Encoding;
  /** Is reached while it is away, and takes nothing. */
  readonly reached?: boolean;
}

function worldOf(targets: readonly Target[]) {
  const clock = new ManualClock();
  const away = new Set<string>();
  const sinks = targets.map((options) => {
    const fail = () => {
      if (away.has(options.target)) throw fault(options.reached ? 'busy' : 'refused');
    };
    return new FakeSink(clock, () => (options.reached ? { commit: fail } : { begin: fail }), options);
  });
  const made = new World(clock, sinks, PATIENT, true);
  onTestFinished(() => made.delivery.fail(new Error('over')));
  return { world: made, sinks, away, clock, kinds: () => made.notices.map(({ kind }) => kind) };
}

test('an outage of an hour loses nothing, and is told once when it begins and once when it is over', async () => {
  const { world: made, sinks, away, clock, kinds } = world('first', 'second');
  away.add('first').add('second');
  const start = clock.now();
  clock.after(HOUR, () => away.clear());
  await made.ship(3, 4);
  expect(sinks.flatMap(({ taken }) => taken)).toEqual(range(0, 7));
  expect(kinds().filter((kind) => kind !== 'retrying')).toEqual(['fallback', 'away', 'back']);
  const { seconds } = made.notices.at(-1) as { seconds: number };
  expect(seconds * 1000).toBeGreaterThan(HOUR - 60_000);
  // Pauses grow to a minute, and not beyond.
  expect(clock.now() - start).toBeLessThan(HOUR + 60_000 + 1);
  const tries = sinks.reduce((sum, sink) => sum + sink.tries.length, 0);
  expect(tries).toBeLessThan(300);
});

test('what an outage sends from road to road and back is encoded once for each', async () => {
  const second = { target: 'second', encoding: 'bulk', reached: true } as const;
  const { world: made, sinks, away, clock } = worldOf([{ target: 'first' }, second]);
  away.add('first').add('second');
  clock.after(HOUR, () => away.delete('second'));
  await made.ship(3, 4);
  expect(sinks[1]!.tries.length).toBeGreaterThan(30);
  expect(sinks[1]!.windows.at(-1)).toEqual(range(0, 7));
  expect(made.copies).toHaveLength(2);
  expect([...made.released.values()]).toEqual(Array(4).fill(1));
});

test('while nobody is there, nothing that waits is encoded for another road', async () => {
  const { world: made, sinks, away, clock } = worldOf([{ target: 'first' }, { target: 'second', encoding: 'bulk' }]);
  away.add('first').add('second');
  clock.after(HOUR, () => away.delete('first'));
  await made.ship(3, 4);
  expect(sinks[1]!.tries.length).toBeGreaterThan(30);
  expect(sinks[0]!.taken).toEqual(range(0, 7));
  expect(made.copies).toEqual([]);
});

test('pauses double, and end at a minute', async () => {
  const { world: made, sinks, away, clock } = world('only');
  away.add('only');
  clock.after(HOUR, () => away.clear());
  await made.ship(1);
  const { tries } = sinks[0]!;
  const pauses = tries.slice(1).map((at, index) => at - tries[index]!);
  // The schedule of every road first, then rests: each of these is between half of its length and the whole.
  expect(pauses.slice(0, 3)).toEqual([2000, 2000, 2000]);
  pauses.slice(3).forEach((pause, index) => {
    const whole = Math.min(60_000, 2000 * 2 ** index);
    expect(pause).toBeGreaterThanOrEqual(whole / 2);
    expect(pause).toBeLessThanOrEqual(whole);
  });
  expect(pauses.length).toBeGreaterThan(60);
});

test('a fallback is left as soon as the first road answers again', async () => {
  const { world: made, sinks, away, clock, kinds } = world('first', 'second');
  away.add('first');
  await made.ship(2);
  expect(made.delivery.sink.target).toBe('second');
  away.clear();
  while (made.delivery.fellBack) await made.run(clock.sleep(60_000));
  await made.ship(2);
  expect(sinks.map(({ taken }) => taken)).toEqual([
    [2, 3],
    [0, 1],
  ]);
  expect(kinds().filter((kind) => kind !== 'retrying')).toEqual(['fallback', 'returned']);
});

test('a fallback that goes away, too, hands over to whoever comes back first', async () => {
  const { world: made, sinks, away, clock, kinds } = world('first', 'second');
  away.add('first');
  await made.ship(1);
  away.add('second');
  clock.after(HOUR / 2, () => away.delete('second'));
  await made.ship(1);
  away.clear();
  while (made.delivery.fellBack) await made.run(clock.sleep(60_000));
  await made.ship(1);
  expect(sinks.map(({ taken }) => taken)).toEqual([[2], [0, 1]]);
  expect(kinds().filter((kind) => kind !== 'retrying')).toEqual(['fallback', 'away', 'back', 'returned']);
});

test('refused credentials end it all the same', async () => {
  const clock = new ManualClock();
  const begin = () => {
    throw fault('denied');
  };
  const made = new World(clock, [new FakeSink(clock, () => ({ begin }))], PATIENT, true);
  await expect(made.ship(1)).rejects.toMatchObject({ fault: 'denied' });
});
