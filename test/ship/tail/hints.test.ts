import { truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FollowedWorld } from './followed-world.js';

/** A followed log of which two lines have arrived. */
async function followed(): Promise<FollowedWorld> {
  const world = await FollowedWorld.create();
  world.log.write(2);
  world.life.hint(world.log.path);
  await world.until(() => world.network.has(1));
  await world.pass(3000);
  return world;
}

/**
 * Tells that a log was written to. Time stands still until the third line is sent: only what is told wakes anybody.
 * @returns what was sent.
 */
async function tell(world: FollowedWorld, written = true): Promise<readonly number[]> {
  world.life.hint(world.log.path, written);
  await world.atOnce(() => world.network.order.includes(2));
  await world.end();
  return world.network.order;
}

test.each([true, false])('what is written is read as soon as it is told (as written: %s)', async (written) => {
  const world = await followed();
  world.log.write(1);
  expect(await tell(world, written)).toEqual([0, 1, 2]);
});

test('where a name is told to be written to, and its file was not, it is found that another one has the name', async () => {
  const world = await followed();
  world.log.replace();
  expect(await tell(world)).toEqual([0, 1, 2]);
});

test('where a name is told to be written to, it is found that its file was truncated', async () => {
  const world = await followed();
  truncateSync(world.log.path);
  world.log.write(1);
  expect(await tell(world)).toEqual([0, 1, 2]);
});
