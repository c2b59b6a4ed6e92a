import { copyFileSync, renameSync, truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { TailNotice } from '../../../src/ship/tail/notices.js';
import type { FollowedLog } from '../../support/following/followed-log.js';
import { FollowedWorld } from './followed-world.js';

/** Virtual milliseconds between the last byte that is copied and the truncation. */
const GAP = 200;

async function followed() {
  const world = await FollowedWorld.create();
  const { log, network } = world;
  /** Writes whole windows, which are acknowledged at once. */
  const write = async (windows: number) => {
    log.write(8 * windows);
    world.life.hint(log.path);
    await world.until(() => network.order.length === log.lines);
  };
  return { world, log, network, write };
}

test('what is acknowledged between a copy and its truncation does not make the copy another source', async () => {
  const { world, log, network, write } = await followed();
  await write(1);
  await world.pass(3000);
  log.copyTruncate();
  await write(1);
  await world.pass(3000);
  renameSync(`${log.path}.1`, `${log.path}.2`);
  copyFileSync(log.path, `${log.path}.1`);
  await write(1);
  await world.pass(GAP);
  truncateSync(log.path);
  world.crash();
  await world.follow();
  await write(1);
  await world.pass(3000);
  await world.end();
  expect([...network.ids.values()].map(({ size }) => size)).toEqual(Array(32).fill(1));
});

const all = ({ lines }: FollowedLog) => Array.from({ length: lines }, (_, seq) => seq);
const isTruncation = ({ kind }: TailNotice) => kind === 'truncated';

test('a log that is truncated before it is begun is read from the copy that was there already', async () => {
  const { world, log, network, write } = await followed();
  await write(1);
  await world.end();
  log.write(1);
  renameSync(log.path, `${log.path}.2`);
  log.write(8);
  copyFileSync(log.path, `${log.path}.1`);
  const send = network.send.bind(network);
  // What was rotated goes first: the name has been looked at by then, and the file is not begun.
  network.send = (event) => {
    send(event);
    if (event.seq === 8) truncateSync(log.path);
  };
  await world.follow();
  await world.until(() => network.has(8));
  log.write(1);
  await world.until(() => network.has(17));
  await world.end();
  expect(network.order).toEqual(all(log));
  expect(world.life.notices.filter(isTruncation)).toEqual([]);
});

// What it held by then was begun as if it were the content that had been found, and the copy was nobody's concern.
test.each([
  ['1 line', 1, false],
  ['4 lines', 4, false],
  ['9 lines', 9, false],
  ['1 line, and whose copy is compressed', 1, true],
  ['9 lines, and whose copy is compressed', 9, true],
] as const)('a log that is truncated before it is begun, and gets %s, is read', async (_, lines, compressed) => {
  const { world, log, network, write } = await followed();
  await write(2);
  await world.end();
  log.write(1);
  log.rename();
  log.write(4);
  const send = network.send.bind(network);
  network.send = (event) => {
    send(event);
    if (event.seq !== 16) return;
    log.copyTruncate();
    if (compressed) log.gzip();
    log.write(lines);
  };
  await world.follow();
  await world.until(() => log.lines > 21 && network.has(log.lines - 1));
  await world.end();
  expect(network.order).toEqual(all(log));
  expect(world.life.notices.filter(isTruncation)).toEqual([]);
});

// They were taken for what had a copy, and not for what came behind it.
test('what is written behind a truncation is read though it has another name by then, and its copy once', async () => {
  const { world, log, network, write } = await followed();
  await write(1);
  log.copyTruncate();
  log.write(12);
  log.replace();
  await write(1);
  await world.end();
  expect(network.order).toEqual(all(log));
  expect(world.life.notices).toEqual([]);
});
