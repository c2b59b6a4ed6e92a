import { expect, test } from 'vitest';
import { FollowedWorld } from './followed-world.js';

/** Two lives in one process: to each other, they are what two readers of one source are in one life. */
test('what is being shipped already waits until that is over, and says nothing of it', async () => {
  const world = await FollowedWorld.create();
  const { life: first, log, network } = world;
  const arrive = () => world.until(() => network.order.length === log.lines);
  log.write(2);
  first.hint(log.path);
  await arrive();
  await world.follow();
  const second = world.life;
  await world.pass(5000);
  await first.end(() => world.pass(10));
  log.write(1);
  await arrive();
  await world.end();
  expect(network.order).toEqual([0, 1, 2]);
  expect(second.notices.map(({ kind }) => kind)).toEqual(['up-to-date']);
});
