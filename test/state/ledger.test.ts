import { expect, test } from 'vitest';
import type { Stretch } from '../../src/state/ledger.js';
import { Ledger } from '../../src/state/ledger.js';

const START = { offset: 0, line: 1, column: 1, framing: 0, records: 0 };

function stretch(from: number, to: number): Stretch {
  const at = (offset: number) => ({ offset, line: 1 + offset / 10, column: 1 });
  return { start: at(from), end: at(to), framing: to, records: to };
}

test('moves the mark over a settled prefix only', () => {
  const ledger = new Ledger(START);
  const [first, second, third] = [stretch(0, 10), stretch(10, 30), stretch(30, 40)];
  ledger.add(first);
  ledger.add(second);
  ledger.add(third);

  expect(ledger.settle(second.start)).toBe(false);
  expect(ledger.mark).toEqual(START);
  expect(ledger.settle(first.start)).toBe(true);
  expect(ledger.mark).toEqual({ offset: 30, line: 4, column: 1, framing: 30, records: 30 });
  expect(ledger.outstanding).toBe(1);
  expect(ledger.settle(third.start)).toBe(true);
  expect(ledger.mark.offset).toBe(40);
  expect(ledger.outstanding).toBe(0);
});

test('passes what lies between two stretches', () => {
  const ledger = new Ledger(START);
  const [first, second] = [stretch(10, 20), stretch(50, 60)];
  ledger.add(first);
  ledger.add(second);
  ledger.settle(first.start);
  expect(ledger.mark.offset).toBe(20);
  ledger.settle(second.start);
  expect(ledger.mark.offset).toBe(60);
});

test('starts at an earlier mark', () => {
  const ledger = new Ledger({ offset: 100, line: 11, column: 1, framing: 2, records: 2 });
  expect(ledger.mark).toEqual({ offset: 100, line: 11, column: 1, framing: 2, records: 2 });
  expect(() => ledger.add(stretch(90, 110))).toThrow(RangeError);
});

test.each([
  ['overlaps the one before', 20, 40],
  ['is empty', 30, 30],
  ['runs backwards', 40, 35],
])('refuses a stretch that %s', (_, from, to) => {
  const ledger = new Ledger(START);
  ledger.add(stretch(0, 30));
  expect(() => ledger.add(stretch(from, to))).toThrow(RangeError);
});

test('settles a stretch once, and only one that was added', () => {
  const ledger = new Ledger(START);
  ledger.add(stretch(0, 10));
  ledger.add(stretch(10, 20));
  expect(() => ledger.settle(stretch(5, 10).start)).toThrow(RangeError);
  expect(ledger.isOpen(stretch(10, 20).start)).toBe(true);
  ledger.settle(stretch(10, 20).start);
  expect(ledger.isOpen(stretch(10, 20).start)).toBe(false);
  expect(() => ledger.settle(stretch(10, 20).start)).toThrow(RangeError);
});
