import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/kit/clock.js';

describe('the system clock', () => {
  it('never wakes before its time, as its own monotonic time has it', async () => {
    for (let round = 0; round < 20; round++) {
      const due = systemClock.monotonic() + 1.3;
      await systemClock.sleep(1.3);
      expect(systemClock.monotonic()).toBeGreaterThanOrEqual(due);
    }
  });

  it('stops waiting with the reason of the signal', async () => {
    const reason = new Error('enough');
    await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
