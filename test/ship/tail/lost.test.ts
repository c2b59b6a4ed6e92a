import { appendFileSync, copyFileSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FollowedWorld } from './followed-world.js';

/** A followed log of which the first three lines have arrived, each as long as the others. */
async function read(): Promise<{ world: FollowedWorld; path: string }> {
  const world = await FollowedWorld.create();
  world.log.write(3);
  await world.until(() => world.network.ids.size === 3);
  return { world, path: world.log.path };
}

const line = (seq: number) => `{"seq":${seq}}\n`;
const LINE = line(0).length;
const lostOf = ({ life }: FollowedWorld) =>
  life.notices.flatMap((notice) => (notice.kind === 'truncated' ? [notice.bytes] : []));

test('what was seen behind the copy, and truncated before it was read, is counted', async () => {
  const { world, path } = await read();
  world.network.away = true;
  copyFileSync(path, `${path}.1`);
  // A line that is half written is seen, and not read as long as it has no end.
  appendFileSync(path, '{"seq":3');
  world.life.hint(path);
  await world.pass(200);
  truncateSync(path);
  world.network.away = false;
  appendFileSync(path, line(4));
  world.life.hint(path);
  await world.until(() => world.network.has(4));
  await world.end();
  expect(lostOf(world)).toEqual([LINE - 2]);
});

test('a hole is as long as what was truncated: what nobody saw of that is counted', async () => {
  const { world, path } = await read();
  // Nine more lines were written and truncated, and the program writes on at its old place.
  writeFileSync(path, Buffer.concat([Buffer.alloc(12 * LINE), Buffer.from(line(12))]));
  world.life.hint(path);
  await world.until(() => world.network.has(12));
  await world.end();
  expect(lostOf(world)).toEqual([9 * LINE]);
  expect(world.life.notices).toContainEqual({ kind: 'hole', path, bytes: 12 * LINE });
});

test('what the copy holds of a file that was not begun is not lost', async () => {
  const world = await FollowedWorld.create();
  const { path } = world.log;
  appendFileSync(path, `{"text":"${'x'.repeat(50)}"`);
  world.life.hint(path);
  await world.pass(200);
  appendFileSync(path, `,"seq":0}\n${line(1)}`);
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
  appendFileSync(path, line(2));
  world.life.hint(path);
  await world.until(() => world.network.ids.size === 3);
  await world.end();
  expect(lostOf(world)).toEqual([]);
});

// All of it was told as lost, with the hole in front of it.
test('what the copy holds of a file is not lost where the copy was there first, and is shipped by itself', async () => {
  const { world, path } = await read();
  const { network } = world;
  await world.end();
  const holed = (from: number) => Buffer.concat([Buffer.alloc(from * LINE), Buffer.from(line(from))]);
  writeFileSync(path, holed(3));
  copyFileSync(path, `${path}.1`);
  await world.follow(() => writeFileSync(path, holed(4)));
  world.life.hint(path);
  await world.until(() => network.has(4));
  await world.end();
  expect(network.order).toEqual([0, 1, 2, 3, 4]);
  expect(lostOf(world)).toEqual([]);
});

// It was passed over as the file that was known already, and never shipped.
test('what was written to a file after its truncation is read though it has another name by then', async () => {
  const world = await FollowedWorld.create();
  const { log, life, network } = world;
  log.write(2);
  life.hint(log.path);
  log.copyTruncate();
  log.write(1);
  life.hint(log.path);
  log.replace();
  await world.until(() => network.has(2) && network.has(3));
  await world.end();
  expect(network.order.filter((seq) => seq > 1)).toEqual([2, 3]);
});

// It was noted as rotated, and that it was truncated as well was not.
test('what was written beyond its old size after a truncation is read though it has another name by then', async () => {
  const world = await FollowedWorld.create();
  const { log, life, network } = world;
  log.write(3);
  life.hint(log.path);
  await world.until(() => network.has(2));
  log.truncate();
  log.write(4);
  log.rename();
  log.write(2);
  life.hint(log.path);
  await world.until(() => network.has(6) && network.has(8));
  await world.end();
  expect(network.order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});
