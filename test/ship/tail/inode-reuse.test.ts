import { statSync, unlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FollowedWorld } from './followed-world.js';

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `{"seq":${from + index}}\n`).join('');

/** On a file system that gives the inode of a file that was deleted to the next one, as ext4 and XFS do. */
function deleteAndCreate(path: string, content: string): number {
  unlinkSync(path);
  writeFileSync(path, content);
  return statSync(path).ino;
}

/**
 * Puts another file with the same inode in the place of a file. Where the system gives that to somebody else, or to
 * nobody, the file itself is written anew: of all that is looked at, only its birth time tells that from another one.
 */
function recreate(path: string, content: string): void {
  const probe = `${path}.probe`;
  writeFileSync(probe, '');
  const { ino } = statSync(probe);
  const reused = deleteAndCreate(probe, '') === ino;
  unlinkSync(probe);
  if (reused) deleteAndCreate(path, content);
  else writeFileSync(path, content);
}

/** A log that was read to its end, acknowledged, and given back to the system: its inode is free once it is deleted. */
async function closedLog(): Promise<FollowedWorld> {
  const world = await FollowedWorld.create({ tailMaxOpen: 0 });
  writeFileSync(world.log.path, lines(0, 3));
  await world.until(() => world.network.ids.size === 3);
  await world.pass(3000);
  return world;
}

describe('a log that was deleted, and whose inode another one of its name has', () => {
  test.each([
    ['smaller', 3, 5],
    ['as large', 3, 6],
    ['larger', 3, 9],
  ])('is left for that one (%s)', async (_, from, to) => {
    const world = await closedLog();
    const { log, life, network } = world;
    recreate(log.path, lines(from, to));
    life.hint(log.path);
    await world.until(() => network.ids.size === to);
    await world.end();
    expect(network.order).toEqual(Array.from({ length: to }, (__, seq) => seq));
    expect(world.strayed).toEqual([]);
  });

  test.each([
    ['smaller', 3, 5],
    ['as large', 3, 6],
    ['larger', 3, 9],
  ])('is not taken for that one by the next run (%s)', async (_, from, to) => {
    const world = await closedLog();
    const { log, network } = world;
    await world.end();
    recreate(log.path, lines(from, to));
    await world.follow();
    await world.until(() => network.ids.size === to);
    await world.end();
    expect(network.order).toEqual(Array.from({ length: to }, (__, seq) => seq));
    expect(world.strayed).toEqual([]);
  });
});
