import {
  appendFile,
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { LookAt } from '../../src/state/file-view.js';
import { lookAtFile } from '../../src/state/file-view.js';
import { lines, sourcesWorld, view, type World } from './sources-world.js';

describe('a file that was seen before', () => {
  test.each([
    ['short', lines(0, 3)],
    ['longer than a sample', lines(0, 200)],
    ['empty', ''],
  ])('keeps its key (%s)', async (_, content) => {
    const world = await sourcesWorld();
    await writeFile(world.path('app.log'), content);
    const first = await world.see('app.log');
    expect(first).toEqual({ key: expect.stringMatching(/^[0-9a-z]{12}$/) as string, known: false });
    expect(await world.see('app.log')).toEqual({ key: first.key, known: true });
  });

  test('keeps its key as it grows, and its fingerprint grows with it', async () => {
    const world = await sourcesWorld();
    await writeFile(world.path('app.log'), '');
    const { key } = await world.see('app.log');
    let written = 0;
    for (const size of [1, 2, 60, 61]) {
      await appendFile(world.path('app.log'), lines(written, written + size));
      written += size;
      expect(await world.see('app.log')).toEqual({ key, known: true });
      await world.acknowledge('app.log', key);
      const names = await readdir(world.path('state/sources'));
      expect(names).toHaveLength(1);
    }
    expect(await readdir(world.path('state/sources'))).toEqual([expect.stringMatching(/^1024-/)]);
  });

  test('keeps its key when it is renamed, and its name is free or taken by a new log', async () => {
    const world = await sourcesWorld();
    await writeFile(world.path('app.log'), lines(0, 5));
    const { key } = await world.see('app.log');
    await world.acknowledge('app.log', key);
    await rename(world.path('app.log'), world.path('app.log.1'));
    expect(await world.see('app.log.1')).toEqual({ key, known: true, movedFrom: world.path('app.log') });

    await writeFile(world.path('app.log'), lines(5, 9));
    const next = await world.see('app.log');
    expect(next.known).toBe(false);
    expect(next.key).not.toBe(key);
    expect(await world.see('app.log.1')).toEqual({ key, known: true });
  });

  test('is found again where another inode holds it at the same path', async () => {
    const world = await sourcesWorld();
    await writeFile(world.path('app.log'), lines(0, 5));
    const { key } = await world.see('app.log');
    await world.acknowledge('app.log', key);
    await writeFile(world.path('restored'), lines(0, 8));
    await rename(world.path('restored'), world.path('app.log'));
    expect(await world.see('app.log')).toEqual({ key, known: true });
  });

  test('is one source under two names of one inode', async () => {
    const world = await sourcesWorld();
    await writeFile(world.path('app.log'), lines(0, 5));
    const { key } = await world.see('app.log');
    await link(world.path('app.log'), world.path('also.log'));
    expect((await world.see('also.log')).key).toBe(key);
    expect((await world.see('app.log')).key).toBe(key);
  });
});

describe('a copy', () => {
  test('inherits the key where the original was truncated (copytruncate)', async () => {
    const world = await sourcesWorld();
    await writeFile(world.path('app.log'), lines(0, 100));
    const { key } = await world.see('app.log');
    await world.acknowledge('app.log', key);
    await copyFile(world.path('app.log'), world.path('app.log.1'));
    await truncate(world.path('app.log'), 0);
    await appendFile(world.path('app.log'), lines(100, 110));

    const fresh = await world.see('app.log');
    expect(fresh.known).toBe(false);
    expect(await world.see('app.log.1')).toEqual({ key, known: true, movedFrom: world.path('app.log') });
    expect(await world.see('app.log')).toEqual({ key: fresh.key, known: true });
  });

  test('inherits the key where the original was compressed away', async () => {
    const world = await sourcesWorld();
    const lookAt: LookAt = async (path) => {
      const file = await lookAtFile(path);
      if (!file?.path.endsWith('.gz')) return file;
      const content = gunzipSync(await readFile(path));
      return { ...file, readAt: async (offset, length) => content.subarray(offset, offset + length) };
    };
    const see = async (name: string) => {
      const file = await lookAt(world.path(name));
      try {
        return await world.registry(lookAt).recognise(file!);
      } finally {
        await file?.close();
      }
    };
    const compressed = gzipSync(lines(0, 100));
    await writeFile(world.path('app.log'), lines(0, 100));
    const { key } = await see('app.log');
    await world.acknowledge('app.log', key);
    await rm(world.path('app.log'));
    await writeFile(world.path('app.log.1.gz'), compressed);
    expect(await see('app.log.1.gz')).toMatchObject({ key, known: true });

    // A second one is a log of its own as long as the first is there.
    await writeFile(world.path('other.gz'), compressed);
    expect((await see('other.gz')).known).toBe(false);
  });

  test('is a log of its own while the original is in place', async () => {
    const world = await sourcesWorld();
    await mkdir(world.path('a'));
    await mkdir(world.path('b'));
    await writeFile(world.path('a/app.log'), lines(0, 5));
    await writeFile(world.path('b/app.log'), lines(0, 5));
    const a = await world.see('a/app.log');
    await world.acknowledge('a/app.log', a.key);
    const b = await world.see('b/app.log');
    expect(b.known).toBe(false);
    expect(b.key).not.toBe(a.key);
    await world.acknowledge('b/app.log', b.key);

    await appendFile(world.path('b/app.log'), lines(5, 7));
    expect(await world.see('a/app.log')).toEqual({ key: a.key, known: true });
    expect(await world.see('b/app.log')).toEqual({ key: b.key, known: true });
  });

  test('is a log of its own where the original can not be looked at', async () => {
    const world = await sourcesWorld();
    await writeFile(world.path('app.log'), lines(0, 5));
    const { key } = await world.see('app.log');
    await writeFile(world.path('copy.log'), lines(0, 5));
    const blind = world.registry(() => Promise.reject(new Error('EACCES')));
    const copy = await view(world.path('copy.log'), (file) => blind.recognise(file));
    expect(copy.known).toBe(false);
    expect(copy.key).not.toBe(key);
  });
});

describe('a new source', () => {
  test('is a file that was truncated and rewritten in the same inode', async () => {
    const world = await sourcesWorld();
    await writeFile(world.path('app.log'), lines(0, 100));
    const { key } = await world.see('app.log');
    await world.acknowledge('app.log', key);
    await writeFile(world.path('app.log'), lines(0, 100, 'other words'));
    const second = await world.see('app.log');
    expect(second.known).toBe(false);
    expect(second.key).not.toBe(key);
  });

  test('is a file that is shorter than what was acknowledged of it', async () => {
    const world = await sourcesWorld();
    await writeFile(world.path('app.log'), lines(0, 3));
    const { key } = await world.see('app.log');
    await appendFile(world.path('app.log'), lines(3, 90));
    await world.acknowledge('app.log', key);
    await writeFile(world.path('app.log'), lines(0, 50));
    expect((await world.see('app.log')).known).toBe(false);
  });

  test('is a file with the same beginning and another tail', async () => {
    const world = await sourcesWorld();
    await writeFile(world.path('app.log'), lines(0, 60) + lines(60, 100));
    const { key } = await world.see('app.log');
    await world.acknowledge('app.log', key);
    await writeFile(world.path('app.log'), lines(0, 60) + lines(160, 300));
    const second = await world.see('app.log');
    expect(second.known).toBe(false);
    await world.acknowledge('app.log', second.key);
    expect(await world.see('app.log')).toEqual({ key: second.key, known: true });
  });

  test('gets the same key again when the state was lost', async () => {
    const world = await sourcesWorld();
    await writeFile(world.path('app.log'), lines(0, 5));
    const { key } = await world.see('app.log');
    for (const part of ['sources', 'keys']) {
      await rm(world.path(`state/${part}`), { recursive: true });
      await mkdir(world.path(`state/${part}`));
    }
    expect(await world.see('app.log')).toEqual({ key, known: false });
  });

  test('gets the key that a dead process had claimed for it', async () => {
    const world = await sourcesWorld();
    await writeFile(world.path('app.log'), lines(0, 5));
    const { key } = await world.see('app.log');
    for (const name of await readdir(world.path('state/sources'))) await rm(world.path(`state/sources/${name}`));
    expect(await world.see('app.log')).toEqual({ key, known: false });
    expect(await world.see('app.log')).toEqual({ key, known: true });
  });

  test('gets a key of its own where inode and birth time are those of another file', async () => {
    const world = await sourcesWorld();
    const registry = world.registry();
    const twin = (dev: number, content: string) => ({
      path: world.path(String(dev)),
      dev,
      ino: 7,
      birthtimeMs: 0,
      readAt: async (offset: number, length: number) => Buffer.from(content).subarray(offset, offset + length),
    });
    const [a, b] = await Promise.all([registry.recognise(twin(1, 'one\n')), registry.recognise(twin(2, 'two\n'))]);
    expect(a.key).not.toBe(b.key);
  });
});

describe.each([
  ['0', () => 0],
  ['that of the last change', ({ ctimeMs }: Stats) => ctimeMs],
])('on a file system whose birth time is %s', (_, birthtimeOf) => {
  const see = (world: World, name: string) =>
    view(world.path(name), async (file) =>
      world.registry().recognise({ ...file, birthtimeMs: birthtimeOf(await stat(file.path)) }),
    );

  test('a file keeps its key as it grows, and when it is renamed', async () => {
    const world = await sourcesWorld();
    await writeFile(world.path('app.log'), lines(0, 3));
    const { key } = await see(world, 'app.log');
    await appendFile(world.path('app.log'), lines(3, 90));
    expect(await see(world, 'app.log')).toEqual({ key, known: true });
    await world.acknowledge('app.log', key);
    await rename(world.path('app.log'), world.path('app.log.1'));
    expect(await see(world, 'app.log.1')).toMatchObject({ key, known: true });
  });

  test('a file that has the inode of one that was deleted is a new source', async () => {
    const world = await sourcesWorld();
    await writeFile(world.path('app.log'), lines(0, 90));
    const { key } = await see(world, 'app.log');
    await world.acknowledge('app.log', key);
    for (const content of [lines(90, 95), lines(95, 300)]) {
      // To who can't see its birth time, it is the same as one that was deleted and created with its inode.
      await writeFile(world.path('app.log'), content);
      const next = await see(world, 'app.log');
      expect(next.known).toBe(false);
      expect(next.key).not.toBe(key);
      await world.acknowledge('app.log', next.key);
      expect(await see(world, 'app.log')).toEqual({ key: next.key, known: true });
    }
  });
});

describe('of two sources that are gone, a file that begins as both did', () => {
  /** A log, and one that was no more than the half-written line that the first begins with, both gone by now. */
  async function halfLine() {
    const world = await sourcesWorld();
    const content = lines(0, 5);
    await writeFile(world.path('whole.log'), content);
    const whole = await world.see('whole.log');
    await world.acknowledge('whole.log', whole.key);
    world.context.clock.advance(1000);
    await writeFile(world.path('half.log'), content.slice(0, 12));
    const half = await world.see('half.log');
    await world.acknowledge('half.log', half.key);
    expect(half).toEqual({ key: expect.not.stringContaining(whole.key) as string, known: false });
    const { dev, ino } = await stat(world.path('half.log'));
    await copyFile(world.path('whole.log'), world.path('copy'));
    for (const name of ['whole.log', 'half.log']) await rm(world.path(name));
    return { world, key: whole.key, dev, ino };
  }

  test('is the one that knew more of it', async () => {
    const { world, key } = await halfLine();
    expect(await world.see('copy')).toMatchObject({ key, known: true });
  });

  test('is so also where it was given the inode of the other one', async () => {
    const { world, key, dev, ino } = await halfLine();
    const birthtimeMs = world.context.clock.now() + 60_000;
    const seen = await view(world.path('copy'), (file) =>
      world.registry().recognise({ ...file, dev, ino, birthtimeMs }),
    );
    expect(seen).toMatchObject({ key, known: true });
  });
});

test('a file that takes the name and the inode of an empty one that is gone keeps the key of its content', async () => {
  const world = await sourcesWorld();
  await writeFile(world.path('app.log.2'), '');
  const empty = await world.see('app.log.2');
  const { dev, ino } = await stat(world.path('app.log.2'));
  await rm(world.path('app.log.2'));
  await writeFile(world.path('app.log.1'), lines(0, 5));
  const { key } = await world.see('app.log.1');
  await world.acknowledge('app.log.1', key);
  world.context.clock.advance(60_000);
  await rename(world.path('app.log.1'), world.path('app.log.2'));
  const birthtimeMs = world.context.clock.now();
  const seen = await view(world.path('app.log.2'), (file) =>
    world.registry().recognise({ ...file, dev, ino, birthtimeMs }),
  );
  expect(seen).toMatchObject({ key, known: true });
  expect(seen.key).not.toBe(empty.key);
});

test('sets a broken entry aside, and says so', async () => {
  const world = await sourcesWorld();
  await writeFile(world.path('app.log'), lines(0, 5));
  await world.see('app.log');
  const [name = ''] = await readdir(world.path('state/sources'));
  await writeFile(world.path(`state/sources/${name}`), '{"version":1,"ke');
  expect((await world.see('app.log')).known).toBe(false);
  expect(world.context.told).toEqual([
    {
      kind: 'set-aside',
      path: world.path(`state/sources/${name}`),
      movedTo: world.path(`state/sources/${name}.broken-20260731T120000.000Z`),
      reason: 'it is torn',
    },
  ]);
});

test('reads no unrelated file among hundreds', async () => {
  const world = await sourcesWorld();
  const unrelated = Array.from({ length: 500 }, (_, number) => {
    const hash = number.toString(16).padStart(32, '0');
    return `${1 + (number % 1024)}-${hash}-${number.toString(36).padStart(12, '0')}.json`;
  });
  // Each would be set aside, and told, if it were read.
  for (const name of unrelated) await writeFile(world.path(`state/sources/${name}`), 'torn');
  await writeFile(world.path('app.log'), lines(0, 100));
  const { key } = await world.see('app.log');
  expect(await world.see('app.log')).toEqual({ key, known: true });
  expect(world.context.told).toEqual([]);
});
