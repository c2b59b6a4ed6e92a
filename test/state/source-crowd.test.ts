import type * as fs from 'node:fs';
import { copyFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import { lookAtFile } from '../../src/state/file-view.js';
import { lines, sourcesWorld, view } from './sources-world.js';

/** Files that were opened: of the state, and logs that others were compared with. */
const read = vi.hoisted(() => ({ files: 0 }));
vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const readFileSync = (...args: Parameters<typeof fs.readFileSync>) => {
    read.files++;
    return real.readFileSync(...args);
  };
  return { ...real, readFileSync, default: { ...real, readFileSync } };
});

describe('hundreds of logs that begin with the same bytes', () => {
  const LOGS = 150;
  const READ_FOR_THE_FIRST = (64 * 64) / 2;

  /** Logs of their own, all seen and acknowledged. */
  async function crowd(content: (log: number) => string) {
    const world = await sourcesWorld();
    read.files = 0;
    const registry = world.registry(async (path) => {
      read.files++;
      return lookAtFile(path);
    });
    const see = (name: string) => view(world.path(name), (file) => registry.recognise(file));
    const keys: string[] = [];
    for (let log = 0; log < LOGS; log++) {
      await writeFile(world.path(`${log}.log`), content(log));
      const { key, known } = await see(`${log}.log`);
      expect(known).toBe(false);
      await world.acknowledge(`${log}.log`, key);
      keys.push(key);
    }
    return { world, see, keys };
  }

  const same = lines(0, 100);

  // Each was compared with all the others: a thousand logs took minutes.
  test.each([
    ['and go on with the same', () => same],
    ['and go on with others', (log: number) => same + lines(log, log + 50)],
  ])('%s are as many sources, and few files are read to tell', async (_, content) => {
    const { see, keys } = await crowd(content);
    expect(new Set(keys).size).toBe(LOGS);
    for (const log of [0, 100, LOGS - 1]) expect(await see(`${log}.log`)).toEqual({ key: keys[log], known: true });
    // The first ones are read anew for each that comes, until they are many; and each is once more while it is so young
    // that a change of it may not show.
    expect(read.files).toBeLessThan(2 * READ_FOR_THE_FIRST + LOGS * 10);
  });

  test('keep their keys when they are rotated, or copied and truncated', async () => {
    const { world, see, keys } = await crowd(() => same);
    await rename(world.path('7.log'), world.path('7.log.1'));
    await writeFile(world.path('7.log'), same);
    expect(await see('7.log.1')).toMatchObject({ key: keys[7], known: true });
    expect((await see('7.log')).known).toBe(false);
    await copyFile(world.path('8.log'), world.path('8.log.1'));
    await truncate(world.path('8.log'));
    expect(await see('8.log.1')).toMatchObject({ key: keys[8], known: true });
  });

  test('keep their keys when they are brought somewhere else', async () => {
    const { world, see, keys } = await crowd(() => same);
    await copyFile(world.path('9.log'), world.path('elsewhere'));
    await rm(world.path('9.log'));
    world.context.clock.advance(1000);
    expect(await see('elsewhere')).toMatchObject({ key: keys[9], known: true });
    await copyFile(world.path('10.log'), world.path('another'));
    expect((await see('another')).known).toBe(false);
  });
});
