import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Recognised } from '../../src/state/sources.js';
import { lines, sourcesWorld, view } from './sources-world.js';

test('all who meet a new file at once give it one key', async () => {
  const world = await sourcesWorld();
  await writeFile(world.path('app.log'), lines(0, 5));
  const seen = await Promise.all(
    Array.from({ length: 20 }, () => view(world.path('app.log'), (file) => world.registry().recognise(file))),
  );
  expect(new Set(seen.map(({ key }) => key)).size).toBe(1);
  expect(await readdir(world.path('state/sources'))).toHaveLength(1);
});

describe('a file that grows while several processes look at it', () => {
  test('is known to one whose listing is older than what another has noted', async () => {
    const world = await sourcesWorld();
    await writeFile(world.path('app.log'), lines(0, 3));
    const [one, other] = [world.registry(), world.registry()];
    const { key } = await view(world.path('app.log'), (file) => one.recognise(file));
    expect(await view(world.path('app.log'), (file) => other.recognise(file))).toEqual({ key, known: true });
    for (const size of [3, 4, 50]) {
      await appendFile(world.path('app.log'), lines(size, size + 5));
      for (const registry of [one, other]) {
        expect(await view(world.path('app.log'), (file) => registry.recognise(file))).toEqual({ key, known: true });
      }
    }
  });

  test.each([
    ['known', true],
    ['new', false],
  ])('has one key where it grew between the looks of two (%s)', async (_, known) => {
    const world = await sourcesWorld();
    const path = world.path('app.log');
    await writeFile(path, lines(0, 3));
    if (known) await world.see('app.log');
    let faster: Promise<Recognised> | undefined;
    const slower = await view(path, (file) =>
      world.registry().recognise({
        ...file,
        async readAt(offset, length) {
          const before = await file.readAt(offset, length);
          if (faster) return before;
          await appendFile(path, lines(3, 9));
          faster = world.see('app.log');
          await faster;
          return before;
        },
      }),
    );
    expect(slower).toEqual({ key: (await faster)?.key, known: true });
  });
});
