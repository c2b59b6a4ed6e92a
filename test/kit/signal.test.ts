import { describe, expect, it } from 'vitest';
import { Signal } from '../../src/kit/signal.js';
import { ManualClock } from '../support/manual-clock.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a signal', () => {
  it('lets pass who waits for nothing', async () => {
    const signal = new Signal();
    const clock = new ManualClock();
    await signal.until(() => true);
    await signal.untilOr(() => true, 1000, clock);
    expect(clock.waiting).toBe(0);
  });

  it('looks again at each notice, and wakes those whose condition holds', async () => {
    const signal = new Signal();
    const woken: number[] = [];
    let level = 0;
    for (const least of [1, 2, 3]) void signal.until(() => level >= least).then(() => woken.push(least));
    for (const now of [0, 2, 2, 3]) {
      level = now;
      signal.notify();
      await turn();
      expect(woken).toEqual([1, 2, 3].slice(0, now));
    }
  });

  it('waits for at most so long, and leaves no timer behind', async () => {
    const signal = new Signal();
    const clock = new ManualClock();
    let over = 0;
    let reached = false;
    const look = () => reached;
    void signal.untilOr(look, 1000, clock).then(() => over++);
    clock.advance(999);
    await turn();
    expect(over).toBe(0);
    clock.advance(1);
    await turn();
    expect(over).toBe(1);
    void signal.untilOr(look, 1000, clock).then(() => over++);
    reached = true;
    signal.notify();
    await turn();
    expect([over, clock.waiting]).toEqual([2, 0]);
  });

  it('bears a waiter that comes while others are woken', async () => {
    const signal = new Signal();
    let open = false;
    const first = signal.until(() => open).then(() => signal.until(() => !open));
    open = true;
    signal.notify();
    await turn();
    open = false;
    signal.notify();
    await expect(first).resolves.toBeUndefined();
  });
});
