import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Stretch } from '../../src/state/ledger.js';
import { Ledger } from '../../src/state/ledger.js';

/** Stretches of a source in order, with gaps between some. */
const stretches = fc
  .array(fc.record({ gap: fc.nat(3), length: fc.integer({ min: 1, max: 50 }) }), { maxLength: 40 })
  .map((parts) => {
    let offset = 0;
    return parts.map(({ gap, length }): Stretch => {
      const start = offset + gap;
      offset = start + length;
      const at = (place: number) => ({ offset: place, line: 1 + place, column: 1 });
      return { start: at(start), end: at(offset), framing: length, records: offset };
    });
  });

test('the mark is the end of the longest settled prefix, whatever the order', () => {
  const runs = stretches.chain((all) =>
    fc.record({
      all: fc.constant(all),
      order: fc.shuffledSubarray([...all.keys()]),
      ahead: fc.integer({ min: 1, max: 10 }),
    }),
  );
  fc.assert(
    fc.property(runs, ({ all, order, ahead }) => {
      const ledger = new Ledger({ offset: 0, line: 1, column: 1, framing: 0, records: 0 });
      const settled = new Set<number>();
      let added = 0;
      for (const index of order) {
        // What is settled must have been read; reading runs ahead of it by some.
        for (; added < Math.min(index + ahead, all.length); added += 1) ledger.add(all[added]!);
        const before = ledger.mark;
        const moved = ledger.settle(all[index]!.start);
        settled.add(index);

        const prefix = all.findIndex((_, position) => !settled.has(position));
        const last = all[(prefix < 0 ? all.length : prefix) - 1];
        const expected = last
          ? { ...last.end, framing: last.framing, records: last.records }
          : { offset: 0, line: 1, column: 1, framing: 0, records: 0 };
        expect(ledger.mark).toEqual(expected);
        expect(moved).toBe(ledger.mark !== before);
        expect(ledger.outstanding).toBe(added - (prefix < 0 ? all.length : prefix));
      }
    }),
  );
});
