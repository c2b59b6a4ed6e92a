import { expect, it } from 'vitest';
import { systemClock } from '../../src/kit/clock.js';

it('waits', async () => {
  const started = systemClock.monotonic();
  await systemClock.sleep(5);
  // Timers count whole milliseconds.
  expect(systemClock.monotonic() - started).toBeGreaterThan(3);
});

it('waits no longer than its signal lets it, and rejects with the reason of that', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const sleep = systemClock.sleep(3_600_000, controller.signal).catch((error: unknown) => error);
  controller.abort(reason);
  expect(await sleep).toBe(reason);
  await expect(systemClock.sleep(3_600_000, controller.signal)).rejects.toBe(reason);
});

it('calls later, unless that is taken back', async () => {
  const calls: string[] = [];
  const cancel = systemClock.after(1, () => calls.push('taken back'));
  cancel();
  await new Promise<void>((resolve) => systemClock.after(5, resolve));
  expect(calls).toEqual([]);
});
