import { describe, expect, test } from 'vitest';
import { Tally } from '../../../src/receive/counts.js';
import { faultsOn } from '../../../src/receive/faults/faults.js';
import { parseFault } from '../../../src/receive/faults/rule.js';

const TIMES = 2000;
const rules = ['reset:0.1', 'slow:0.5:1s', 'refuse:0.25', '429:0.5', '413:0.2'].map(parseFault);

/** What happens to so many units in turn. */
function fates(seed: number): unknown[] {
  const faults = faultsOn('http', rules, seed, new Tally());
  return Array.from({ length: TIMES }, () => {
    const busy = faults.busy();
    return [
      faults.refuses(),
      faults.breaksAt(),
      faults.delay(),
      faults.tooLarge(),
      busy && !busy.document,
      busy?.document?.(),
    ];
  });
}

describe('the dice', () => {
  test('fall the same for the same seed, and otherwise for another', () => {
    expect(fates(1)).toEqual(fates(1));
    expect(fates(1)).not.toEqual(fates(2));
  });

  test('of one kind do not depend on those of another', () => {
    const alone = faultsOn('http', [parseFault('slow:0.5:1s')], 1, new Tally());
    const delays = fates(1).map((fate) => (fate as unknown[])[2]);
    expect(Array.from({ length: TIMES }, () => alone.delay())).toEqual(delays);
  });

  test('strike as often as was asked for', () => {
    const faults = faultsOn('tcp', rules, 3, new Tally());
    const count = (strikes: () => boolean) => Array.from({ length: TIMES }, strikes).filter(Boolean).length / TIMES;
    expect(count(() => faults.breaksAt() !== undefined)).toBeCloseTo(0.1, 1);
    expect(count(() => faults.delay() > 0)).toBeCloseTo(0.5, 1);
    expect(count(() => faults.refuses())).toBeCloseTo(0.25, 1);
    // These belong to HTTP.
    expect(count(() => faults.tooLarge() || faults.busy() !== undefined)).toBe(0);
  });

  test('say where to break off: anywhere', () => {
    const faults = faultsOn('tcp', [parseFault('reset')], 1, new Tally());
    const parts = Array.from({ length: TIMES }, () => faults.breaksAt()!);
    expect(Math.min(...parts)).toBeLessThan(0.01);
    expect(Math.max(...parts)).toBeGreaterThan(0.99);
    expect(Math.max(...parts)).toBeLessThan(1);
  });
});

test('a road is closed where all is refused', () => {
  const closed = (rule: string) => faultsOn('udp', [parseFault(rule)], 1, new Tally()).closed;
  expect([closed('refuse'), closed('refuse:0.5'), closed('reset')]).toEqual([true, false, false]);
});

test('what was done is counted', () => {
  const tally = new Tally();
  const faults = faultsOn('tcp', [], 1, tally);
  faults.done('reset');
  faults.done('reset');
  faults.done('429');
  expect(tally.snapshot().faults).toEqual({ reset: 2, '429': 1 });
});
