import { expect, test } from 'vitest';
import type { Lane } from '../../src/model/lane.js';
import { createLane } from '../../src/lane/create-lane.js';
import { hasSimd } from '../../src/lane/kernel-module.js';
import { laneOptions } from '../support/lanes.js';

/** Only the fast lane keeps all its slabs in one piece of memory. */
async function isFast(lane: Lane): Promise<boolean> {
  const [first, second] = [await lane.lease(1), await lane.lease(1)];
  return first.bytes.buffer === second.bytes.buffer;
}

test('the fast lane is the usual one', async () => {
  expect(hasSimd()).toBe(true);
  expect(await isFast(await createLane(laneOptions('ndjson')))).toBe(true);
});

test('the reference lane can be asked for', async () => {
  expect(await isFast(await createLane(laneOptions('ndjson'), 'reference'))).toBe(false);
});
