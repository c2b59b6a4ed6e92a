import { readFileSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FollowedWorld } from './followed-world.js';

/** Two files that are rotated and not read to their end: the first one is known, and has `lines` lines that are unread. */
async function rotatedTwice(lines: number): Promise<FollowedWorld> {
  const world = await FollowedWorld.create();
  const { log, network } = world;
  log.write(5);
  await world.until(() => network.has(4));
  await world.end();
  log.write(lines);
  log.rename();
  log.gzip();
  log.write(5);
  log.rename();
  log.gzip();
  return world;
}

// The checkpoint was written with a sample of what had the name by then, and the next run did not know the file any more.
test('what is rotated on while it is shipped is known to the next run', async () => {
  const world = await rotatedTwice(5);
  const { log, network } = world;
  network.delay = 3000;
  await world.follow();
  await world.until(() => network.order.includes(9));
  log.rename();
  await world.until(() => network.has(14));
  await world.end();
  await world.follow();
  log.write(1);
  await world.until(() => network.has(15));
  await world.end();
  expect(world.strayed).toEqual([]);
  expect(network.order).toEqual(world.all);
});

test('what is rotated on while another file is shipped is shipped in the same run', async () => {
  const world = await rotatedTwice(100);
  const { log, network } = world;
  network.delay = 3000;
  await world.follow();
  await world.until(() => network.order.includes(6));
  log.rename();
  log.write(1);
  await world.until(() => network.has(log.lines - 1));
  await world.end();
  expect(network.order).toEqual(world.all);
  expect(world.strayed).toEqual([]);
});

// It was taken for a log that nobody had met, and shipped by the side of the file that it was made of.
test('what is rotated and compressed before it is read is shipped once', async () => {
  const world = await rotatedTwice(5);
  const { log, network } = world;
  log.write(5);
  await world.follow(() => {
    log.rename();
    log.gzip();
  });
  log.write(1);
  await world.until(() => network.has(log.lines - 1));
  await world.end();
  expect(network.order).toEqual(world.all);
  expect(world.strayed).toEqual([]);
});

// All of a hole is alike: the rotated file was taken for a copy of the one that followed it.
test('two files that begin with holes are two files', async () => {
  const world = await FollowedWorld.create();
  const { log, network } = world;
  log.write(5);
  await world.until(() => network.has(4));
  await world.end();
  for (const file of ['.2', '.1', '']) {
    log.write(5);
    const lines = readFileSync(log.path);
    log.truncate();
    writeFileSync(`${log.path}${file}`, Buffer.concat([Buffer.alloc(file === '.2' ? 0 : 2000), lines]));
  }
  await world.follow();
  await world.until(() => network.has(19));
  await world.end();
  expect(network.order).toEqual(world.all);
});

test('what can not be decompressed is said, and following goes on behind it', async () => {
  const world = await rotatedTwice(2000);
  const { log, network } = world;
  const damaged = `${log.path}.2.gz`;
  const bytes = readFileSync(damaged);
  writeFileSync(damaged, bytes.subarray(0, bytes.length - 20));
  await world.follow();
  log.write(1);
  await world.until(() => network.has(log.lines - 1));
  await world.end();
  const told = world.life.notices.flatMap((notice) => (notice.kind === 'failed' ? notice.error.message : []));
  expect(told).toEqual([expect.stringContaining("app.log.2.gz: can't be decompressed")]);
  expect(network.has(2006)).toBe(true);
});

// The second one was taken for a file that nobody follows, and came first.
test('what is rotated behind a file that is just begun comes behind it', async () => {
  const world = await FollowedWorld.create();
  const { log, network } = world;
  log.write(1);
  await world.until(() => network.has(0));
  log.replace();
  await world.end();
  await world.follow(() => {
    log.replace();
    log.replace();
  });
  await world.until(() => network.has(3));
  await world.end();
  expect(network.order).toEqual(world.all);
});

// They were taken for files that had been there before anybody followed.
test.each([false, true])(
  'what is rotated behind a file that is not kept any more is shipped, compressed %s',
  async (compressed) => {
    const world = await FollowedWorld.create();
    const { log, network } = world;
    log.write(1);
    await world.until(() => network.has(0));
    await world.end();
    for (let turn = 0; turn < 3; turn++) {
      log.rename();
      if (compressed) log.gzip();
      log.write(2);
    }
    unlinkSync(`${log.path}.3${compressed ? '.gz' : ''}`);
    await world.follow();
    log.write(1);
    await world.until(() => network.has(log.lines - 1));
    await world.end();
    expect(network.order).toEqual(world.all);
    expect(world.strayed).toEqual([]);
  },
);

test('what was written before a log was first followed is not shipped, whatever became of the one that was', async () => {
  const world = await FollowedWorld.create();
  const { log, network } = world;
  log.write(1);
  await world.until(() => network.has(0));
  await world.end();
  const before = new Date(0);
  writeFileSync(`${log.path}.2`, '{"seq":1000}\n');
  utimesSync(`${log.path}.2`, before, before);
  log.rename();
  unlinkSync(`${log.path}.1`);
  log.write(1);
  await world.follow();
  await world.until(() => network.has(1));
  await world.end();
  expect(network.order).toEqual([0, 1]);
});

// The hole was all that the file was known by, and the next one begins with a longer one.
test('what is copied and truncated while others are caught up with comes in the same run, behind a hole as well', async () => {
  const world = await FollowedWorld.create();
  const { log, network } = world;
  log.write(1);
  await world.until(() => network.has(0));
  await world.end();
  log.write(300);
  log.copyTruncateInPlace();
  log.write(1);
  network.delay = 3000;
  await world.follow();
  await world.until(() => network.order.includes(1));
  for (let turn = 0; turn < 2; turn++) {
    log.write(3);
    log.copyTruncateInPlace();
  }
  log.write(1);
  await world.until(() => network.has(log.lines - 1));
  await world.end();
  expect(network.order).toEqual(world.all);
  expect(world.strayed).toEqual([]);
  // All that the hole stands for is in the copies.
  expect(world.life.notices.filter(({ kind }) => kind === 'truncated')).toEqual([]);
});
