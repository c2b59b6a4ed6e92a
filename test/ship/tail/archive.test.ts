import { expect, test } from 'vitest';
import { FollowedWorld } from './followed-world.js';

/** A followed log of which the first three lines have arrived, and two more stand there that nobody has looked at. */
async function behind(closed: boolean): Promise<FollowedWorld> {
  const world = await FollowedWorld.create(closed ? { tailMaxOpen: 0 } : {});
  world.log.write(3);
  await world.until(() => world.network.ids.size === 3);
  await world.pass(3000);
  world.log.write(2);
  return world;
}

// They were not found before the next start.
test.each([
  ['copied, truncated and compressed', false, 'copyTruncate'],
  ['copied, truncated and compressed while it was closed', true, 'copyTruncate'],
  ['renamed and compressed while it was closed', true, 'rename'],
] as const)('lines of a file that is %s before anybody looks are read from there, first', async (_, closed, turn) => {
  const world = await behind(closed);
  const { log, life, network } = world;
  log[turn]();
  log.gzip();
  log.write(2);
  life.hint(log.path);
  await world.until(() => network.has(4) && network.has(6));
  await world.end();
  expect(network.order).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(life.notices).toEqual([]);

  await world.follow();
  log.write(1);
  await world.until(() => network.has(7));
  await world.end();
  expect(network.order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(world.strayed).toEqual([]);
});
