import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Slab } from '../../src/model/lane.js';
import { SlabPool } from '../../src/lane/slab-pool.js';

const ignore = () => {};

/** Asks for a slab and tells, at any time, whether it has been granted. */
function asking(pool: SlabPool): { granted: Slab | undefined; slab: Promise<Slab> } {
  const state: ReturnType<typeof asking> = {
    granted: undefined,
    slab: pool.lease(1).then((slab) => (state.granted = slab)),
  };
  return state;
}

test('a slab has the usual size, or more where more is asked for', async () => {
  const pool = new SlabPool(16, 1000, ignore);
  expect((await pool.lease(1)).bytes).toHaveLength(16);
  expect((await pool.lease(16)).bytes).toHaveLength(16);
  expect((await pool.lease(17)).bytes).toHaveLength(17);
});

test('one slab is granted, however small the capacity', async () => {
  expect((await new SlabPool(16, 1, ignore).lease(1)).bytes).toHaveLength(16);
});

test('a large slab is granted while the usual ones are all under way', async () => {
  const pool = new SlabPool(16, 16, ignore);
  await pool.lease(1);
  expect((await pool.lease(100)).bytes).toHaveLength(100);
});

test('no more than the capacity is under way, and who waits is told of', async () => {
  let waits = 0;
  const pool = new SlabPool(16, 32, () => void waits++);
  const first = await pool.lease(1);
  await pool.lease(1);
  const third = asking(pool);
  await setImmediate();
  expect([third.granted, waits]).toEqual([undefined, 1]);
  first.release();
  expect((await third.slab).bytes).toBe(first.bytes);
});

test('memory is used again', async () => {
  const pool = new SlabPool(16, 32, ignore);
  const first = await pool.lease(1);
  first.release();
  expect((await pool.lease(1)).bytes).toBe(first.bytes);
});

test('a slab comes back when the last holder lets it go', async () => {
  const pool = new SlabPool(16, 16, ignore);
  const first = await pool.lease(1);
  first.retain();
  first.release();
  const second = asking(pool);
  await setImmediate();
  expect(second.granted).toBeUndefined();
  first.release();
  await second.slab;
});

// Who asked just when a slab came free once passed those who had waited for it.
test('first come, first served', async () => {
  const pool = new SlabPool(16, 16, ignore);
  const first = await pool.lease(1);
  const second = asking(pool);
  first.release();
  const third = asking(pool);
  const slab = await second.slab;
  await setImmediate();
  expect(third.granted).toBeUndefined();
  slab.release();
  await third.slab;
});

test('who still waits is told of again when another one was served', async () => {
  let waits = 0;
  const pool = new SlabPool(16, 16, () => void waits++);
  const first = await pool.lease(1);
  const second = asking(pool);
  const third = asking(pool);
  expect(waits).toBe(2);
  first.release();
  expect(waits).toBe(3);
  (await second.slab).release();
  expect(waits).toBe(3);
  await third.slab;
});
