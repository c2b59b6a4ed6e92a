import fc from 'fast-check';
import { expect, test } from 'vitest';
import { duplicate, reject, retry, type Verdict } from '../../src/model/verdict.js';
import { type Behaviour, brokenBehind, FakeSink, fault, range, World } from '../deliver/world.js';
import { ManualClock } from '../support/manual-clock.js';

/** What happens to one window. */
type Fate =
  | { readonly kind: 'well' }
  | { readonly kind: 'unreachable'; readonly fault: 'refused' | 'timeout' | 'unresolved' }
  /** Breaks when so many of its events were taken, and some of these were acknowledged. */
  | { readonly kind: 'breaks'; readonly after: number; readonly acknowledged: number }
  /** Breaks when everything was taken, before that is said. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  /** Verdicts, by the number of the event: as many as there are, over and over. */
  | { readonly kind: 'says'; readonly verdicts: readonly ('ok' | 'again' | 'never' | 'known')[] };

const fate: fc.Arbitrary<Fate> = fc.oneof(
  fc.constant<Fate>({ kind: 'well' }),
  fc.record({
    kind: fc.constant('unreachable' as const),
    fault: fc.constantFrom('refused' as const, 'timeout' as const, 'unresolved' as const),
  }),
  fc.record({ kind: fc.constant('breaks' as const), after: fc.nat(12), acknowledged: fc.nat(12) }),
  fc.constant<Fate>({ kind: 'silent' }),
  fc.record({ kind: fc.constant('slow' as const), milliseconds: fc.nat(20_000) }),
  fc.record({
    kind: fc.constant('says' as const),
    verdicts: fc.array(fc.constantFrom('ok' as const, 'again' as const, 'never' as const, 'known' as const), {
      minLength: 1,
      maxLength: 7,
    }),
  }),
);

const runs = fc.record({
  sizes: fc.array(fc.nat(12), { minLength: 1, maxLength: 12 }),
  pauses: fc.array(fc.constantFrom(0, 0, 0, 700, 1500, 9000), { minLength: 12, maxLength: 12 }),
  fates: fc.array(fate, { maxLength: 14 }),
  fallback: fc.option(fc.array(fate, { maxLength: 6 }), { nil: undefined }),
  inFlight: fc.integer({ min: 1, max: 3 }),
  bytes: fc.constantFrom(60, 300, 1000),
  maxRetries: fc.integer({ min: 0, max: 4 }),
  hurried: fc.boolean(),
});

const VERDICTS: Record<'again' | 'never' | 'known', Verdict> = {
  again: retry('busy'),
  never: reject('bad'),
  known: duplicate,
};

/** Events that a peer took, and those of which it said that it has or will never have them, before it broke off. */
class Ledger {
  readonly took = new Set<number>();
  readonly never = new Set<number>();
}

function behaviourOf(fate: Fate, clock: ManualClock, ledger: Ledger): Behaviour {
  let taken = 0;
  return {
    begin() {
      if (fate.kind === 'unreachable') throw fault(fate.fault);
    },
    event(event) {
      if (fate.kind === 'breaks' && taken++ >= fate.after) throw brokenBehind(Math.min(fate.after, fate.acknowledged));
      if (fate.kind !== 'says') ledger.took.add(event);
    },
    async commit(events) {
      if (fate.kind === 'silent') throw fault('broken');
      if (fate.kind === 'breaks') throw brokenBehind(Math.min(events.length, fate.acknowledged));
      if (fate.kind === 'slow') await clock.sleep(fate.milliseconds);
      if (fate.kind !== 'says') return;
      const said = new Map<number, Verdict>();
      for (const event of events) {
        const word = fate.verdicts[event % fate.verdicts.length]!;
        if (word === 'ok' || word === 'known') ledger.took.add(event);
        if (word === 'never') ledger.never.add(event);
        // A verdict of each its own reason, so that they do not speak of the peer together.
        if (word !== 'ok') said.set(event, word === 'never' ? reject(`bad ${letters(event)}`) : VERDICTS[word]);
      }
      return said;
    },
  };
}

const letters = (event: number) => String(event).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!);

/** Where each number was first sent. */
function firstSends({ windows }: FakeSink): number[] {
  return [...new Set(windows.flat())];
}

test('every event has one end, and none is claimed that the peer did not take', async () => {
  await fc.assert(
    fc.asyncProperty(runs, async (run) => {
      const clock = new ManualClock();
      const ledger = new Ledger();
      const behave = (fates: readonly Fate[]) => (window: number) =>
        behaviourOf(fates[window] ?? { kind: 'well' }, clock, ledger);
      const first = new FakeSink(clock, behave(run.fates), { bytes: run.bytes, inFlight: run.inFlight });
      const second = new FakeSink(clock, behave(run.fallback ?? []), { encoding: 'bulk', inFlight: 2, bytes: 900 });
      const policy = { maxRetries: run.maxRetries, delay: 2000, backoff: 'fixed', retryFor: undefined } as const;
      const world = new World(clock, run.fallback ? [first, second] : [first], policy);

      let failure: unknown;
      const ship = async () => {
        for (const [index, size] of run.sizes.entries()) {
          if (world.delivery.hasFailed) break;
          await world.delivery.offer(world.batch(size));
          if (run.pauses[index]) await clock.sleep(run.pauses[index]);
          if (run.hurried) world.delivery.hurry();
        }
        await world.delivery.flush();
      };
      await world.run(ship()).catch((error: unknown) => (failure = error));

      const { delivered, duplicates } = world.counts;
      const { pending } = world.delivery;
      // The four add up to what was offered, and only a failure leaves anything open.
      expect(delivered + duplicates + world.refused.length + pending).toBe(world.offered);
      expect(pending === 0).toBe(failure === undefined);
      // Settled and released once each: a batch and its copies; nothing of a batch that is open.
      expect(new Set(world.settled).size).toBe(world.settled.length);
      expect([...world.released.values()].every((times) => times === 1)).toBe(true);
      const open = failure === undefined ? 0 : run.sizes.length;
      expect(world.settled.length).toBeGreaterThanOrEqual(run.sizes.length - open);
      expect(world.released.size).toBeGreaterThanOrEqual(world.settled.length + (open ? 0 : world.copies.length));
      // What was refused was refused by a peer, once, or broke connections.
      const refused = new Set(world.refused.map(({ n }) => n));
      expect(refused.size).toBe(world.refused.length);
      const said = world.refused.filter(({ reason }) => !reason.includes('breaks the connection'));
      expect(said.filter(({ n }) => !ledger.never.has(n))).toEqual([]);
      // What was settled, and not refused, is with a peer.
      expect(world.settledEvents.filter((n) => !refused.has(n) && !ledger.took.has(n))).toEqual([]);
      expect(delivered + duplicates).toBeLessThanOrEqual(ledger.took.size);
      // One window at a time is written to, in the order of reading.
      expect(first.mostFilling).toBeLessThanOrEqual(1);
      expect(firstSends(first)).toEqual(firstSends(first).toSorted((a, b) => a - b));
    }),
    { numRuns: 4000 },
  );
});

test('a peer that recovers gets everything', async () => {
  const passing = fate.filter(({ kind }) => kind !== 'says');
  const breaks = (fates: readonly (readonly Fate[])[]) =>
    fates.flat().filter(({ kind }) => kind === 'breaks' || kind === 'silent').length;
  const recovering = fc.record({
    sizes: fc.array(fc.nat(12), { minLength: 1, maxLength: 12 }),
    // Never as many failures in a row as would make it be given up.
    // Three breaks at one event, and only there, would rightly be held against it.
    fates: fc
      .array(fc.tuple(passing, fc.constant<Fate>({ kind: 'well' })), { maxLength: 10 })
      .filter((fates) => breaks(fates) < 3),
    inFlight: fc.integer({ min: 1, max: 3 }),
    bytes: fc.constantFrom(60, 300, 1000),
  });
  await fc.assert(
    fc.asyncProperty(recovering, async ({ sizes, fates, inFlight, bytes }) => {
      const clock = new ManualClock();
      const ledger = new Ledger();
      const plan = fates.flat();
      const behave = (window: number) => behaviourOf(plan[window] ?? { kind: 'well' }, clock, ledger);
      const sink = new FakeSink(clock, behave, { bytes, inFlight });
      const world = new World(clock, [sink]);
      await world.ship(...sizes);
      expect(world.counts.delivered).toBe(world.offered);
      expect([...ledger.took].toSorted((a, b) => a - b)).toEqual(range(0, world.offered));
    }),
    { numRuns: 1500 },
  );
});

test('poison is refused, all of it and nothing else', async () => {
  const poisoned = fc.record({
    events: fc.integer({ min: 2, max: 80 }),
    poison: fc.uniqueArray(fc.nat(78), { maxLength: 5 }),
    bytes: fc.constantFrom(300, 1000, 5000),
  });
  await fc.assert(
    fc.asyncProperty(poisoned, async ({ events, poison, bytes }) => {
      const clock = new ManualClock();
      const bad = new Set(poison);
      const sink = new FakeSink(
        clock,
        () => ({
          event(event) {
            if (bad.has(event)) throw fault('broken');
          },
        }),
        { bytes },
      );
      const world = new World(clock, [sink], { maxRetries: 6, delay: 2000, backoff: 'fixed', retryFor: undefined });
      // One healthy record behind the poison shows that it is not the peer.
      await world.ship(events, ...(events < 80 ? [80 - events] : []), 40);
      expect(world.refused.map(({ n }) => n).toSorted((a, b) => a - b)).toEqual(poison.toSorted((a, b) => a - b));
      expect(world.counts.delivered).toBe(120 - poison.length);
    }),
    { numRuns: 500 },
  );
});
