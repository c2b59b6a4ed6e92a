import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeFor } from '../../src/deliver/encode-for.js';
import type { Copy, QueuedParcel, Tracked } from '../../src/deliver/parcels.js';
import type { Batch, Encoding } from '../../src/model/batch.js';

/** A batch of numbers, which says how it is encoded. */
interface Numbers extends Batch {
  readonly numbers: readonly number[];
}

function batchOf(numbers: readonly number[], encoding: Encoding): Numbers {
  return { numbers, encoding, count: numbers.length } as unknown as Numbers;
}

const numbersIn = ({ batch, from, to }: QueuedParcel) => (batch as Numbers).numbers.slice(from, to);

it('gives every event once and in order, however windows cut parcels, and encodes none twice for one road', () => {
  const count = 40;
  const cuts = fc.array(fc.integer({ min: 0, max: count }), { maxLength: 5 });
  const part = fc.record({ from: fc.nat(count - 1), length: fc.integer({ min: 1, max: count }) });
  const steps = fc.array(fc.record({ encoding: fc.constantFrom<Encoding>('json-lines', 'bulk'), cuts, part }));
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 9 }), (steps, batchEvents) => {
      const all = Array.from({ length: count }, (_, index) => index);
      const encoded: Record<string, number[]> = { 'json-lines': [], bulk: [] };
      const tracked: Tracked = { batch: batchOf(all, 'json-lines'), sequence: 0, open: count, copies: [] as Copy[] };
      const reencode = (batch: Batch, from: number, to: number, encoding: Encoding) => {
        const numbers = (batch as Numbers).numbers.slice(from, to);
        encoded[encoding]!.push(...numbers);
        const starts = numbers.map((_, index) => index).filter((index) => index % batchEvents === 0);
        return starts.map((start) => batchOf(numbers.slice(start, start + batchEvents), encoding));
      };

      const whole: QueuedParcel = { tracked, batch: tracked.batch, base: 0, from: 0, to: count };
      let parcels = [...cutAt(whole, steps[0]?.part.from ?? 0)];
      for (const { encoding, cuts, part } of steps) {
        for (const cut of cuts) parcels = parcels.flatMap((parcel) => cutAt(parcel, cut));
        // What goes over at once may be any part of what is open: the rest is still with the old road.
        const goes = ({ base, from }: QueuedParcel) =>
          base + from >= part.from && base + from < part.from + part.length;
        parcels = parcels.flatMap((parcel) => (goes(parcel) ? encodeFor(parcel, encoding, reencode) : [parcel]));
        expect(parcels.flatMap(numbersIn)).toEqual(all);
        for (const { base, from, batch } of parcels) expect((batch as Numbers).numbers[from]).toBe(base + from);
      }
      expect(encoded['json-lines']).toEqual([]);
      expect(new Set(encoded['bulk']).size).toBe(encoded['bulk']!.length);
    }),
  );
});

/** A parcel in front of an event, and from it on; whole where the event is not within it. */
function cutAt(parcel: QueuedParcel, event: number): QueuedParcel[] {
  const middle = event - parcel.base;
  if (middle <= parcel.from || middle >= parcel.to) return [parcel];
  return [
    { ...parcel, to: middle },
    { ...parcel, from: middle },
  ];
}
