import { expect, test } from 'vitest';
import { FollowedWorld } from './followed-world.js';

test('where the system does not let it watch, it says so once, and looks by itself', async () => {
  const world = await FollowedWorld.create();
  world.life.failToWatch(new Error('ENOSPC: System limit for number of file watchers reached'));
  world.life.failToWatch(new Error('ENOSPC: System limit for number of file watchers reached'));
  world.log.write(3);
  await world.until(() => world.network.ids.size === 3);
  await world.end();
  expect(world.network.order).toEqual([0, 1, 2]);
  expect(world.life.notices).toEqual([
    { kind: 'polling', reason: expect.stringContaining('ENOSPC') as string, milliseconds: 250 },
  ]);
});
