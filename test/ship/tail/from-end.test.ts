import { utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FollowedWorld } from './followed-world.js';

/** A log that is followed from its end, of which an earlier run has shipped two lines. */
async function followedFromEnd(): Promise<FollowedWorld> {
  const world = await FollowedWorld.create({ tailFrom: 'end' });
  world.log.write(2);
  await world.until(() => world.network.has(1));
  return world;
}

// They began at the end of what was there when following began again.
test.each(['rename', 'copyTruncate', 'copyTruncateInPlace', 'replace'] as const)(
  '%s: what took the place of a followed file while nobody followed is shipped from its start',
  async (turnover) => {
    const world = await followedFromEnd();
    const { log, network } = world;
    await world.end();
    for (let turn = 0; turn < 3; turn++) {
      log.write(2);
      log[turnover]();
    }
    log.write(2);
    await world.follow();
    await world.until(() => network.has(log.lines - 1));
    await world.end();
    expect(network.order).toEqual(world.all);
    expect(world.strayed).toEqual([]);
  },
);

test('what a run that was killed had begun, and had not come to note as acknowledged, is shipped from its start', async () => {
  const world = await FollowedWorld.create({ tailFrom: 'end' });
  const { log, network } = world;
  network.delay = 60_000;
  log.write(2);
  await world.until(() => network.order.includes(1));
  world.crash();
  network.delay = 0;
  log.write(1);
  await world.follow();
  await world.until(() => network.has(2));
  await world.end();
  expect([...network.ids.keys()].toSorted((a, b) => a - b)).toEqual(world.all);
  expect(world.strayed).toEqual([]);
});

test('what was there before its name was ever followed is not shipped, though others are known', async () => {
  const world = await followedFromEnd();
  const { log, network } = world;
  await world.end();
  const before = new Date(0);
  log.rename();
  writeFileSync(log.path, '{"seq":1000}\n');
  utimesSync(log.path, before, before);
  await world.follow();
  log.write(1);
  await world.until(() => network.has(2));
  await world.end();
  expect(network.order).toEqual([0, 1, 2]);
});
