import { expect, test } from 'vitest';
import { FollowedWorld } from './followed-world.js';

test('a line behind a rest leaves at once, and what follows waits for more, as long as is allowed', async () => {
  const world = await FollowedWorld.create({ tailFlushInterval: 2000 });
  /** @returns after how many virtual milliseconds all that was written is there. */
  const timeOf = async (lines: number) => {
    const start = world.clock.monotonic();
    world.log.write(lines);
    world.life.hint(world.log.path);
    await world.until(() => world.network.order.length === world.log.lines);
    return world.clock.monotonic() - start;
  };
  await timeOf(1);
  await world.pass(3000);
  expect(await timeOf(1)).toBeLessThan(1000);
  expect(await timeOf(1)).toBeGreaterThan(1000);
  await world.end();
  expect(world.network.order).toEqual([0, 1, 2]);
});
