import type * as files from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { FollowedWorld } from './followed-world.js';

/** What happens in front of a read, by how many were before. */
const disk = vi.hoisted(() => ({ reads: 0, at: Infinity, deed: () => {} }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof files>();
  const counted = (handle: FileHandle) => {
    const read = handle.read.bind(handle) as (...args: unknown[]) => Promise<unknown>;
    const before = async (...args: unknown[]) => {
      if (disk.reads++ === disk.at) disk.deed();
      return read(...args);
    };
    return Object.assign(handle, { read: before });
  };
  const open = async (...args: Parameters<typeof files.open>) => counted(await real.open(...args));
  const all = { ...real, open };
  return { ...all, default: all };
});

/** More reads than there are until a file is followed that was found. */
const READS = 100;

/** Lines that an earlier run has shipped. */
const SHIPPED = 10;

async function followedBefore(): Promise<FollowedWorld> {
  const world = await FollowedWorld.create();
  const { log, network } = world;
  log.write(SHIPPED / 2);
  await world.until(() => network.has(SHIPPED / 2 - 1));
  log.copyTruncateInPlace();
  log.write(SHIPPED / 2);
  await world.until(() => network.has(SHIPPED - 1));
  await world.end();
  return world;
}

// It was recognised by a content that it had no more, and its copy was shipped as a part of the next one.
test('whenever a file is truncated while it is found and begun, each line comes, in order, and under one id', async () => {
  for (let at = 0; at < READS; at++) {
    const world = await followedBefore();
    const { log, network } = world;
    log.write(5);
    const deed = () => {
      log.copyTruncateInPlace();
      log.write(20);
    };
    Object.assign(disk, { reads: 0, at, deed });
    await world.follow();
    await world.until(() => network.has(SHIPPED + 4));
    disk.at = Infinity;
    log.write(1);
    await world.until(() => network.has(log.lines - 1));
    await world.end();
    expect(network.order, `in front of read ${at}`).toEqual(world.all);
    expect(world.strayed, `in front of read ${at}`).toEqual([]);
  }
}, 60_000);
