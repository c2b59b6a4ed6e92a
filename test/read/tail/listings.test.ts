import { mkdirSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as globs from 'tinyglobby';
import { beforeEach, expect, test, vi } from 'vitest';
import { Listings } from '../../../src/read/tail/listings.js';
import { tempFolder } from '../../support/temp-folder.js';

const listed = vi.hoisted(() => ({ times: 0 }));
vi.mock('tinyglobby', async (original) => {
  const real = await original<typeof globs>();
  const glob = (pattern: string, options?: globs.GlobOptions) => {
    listed.times++;
    return real.glob(pattern, options);
  };
  return { ...real, glob };
});

const HOUR = 3_600_000;

/** A folder of two logs, and patterns in it at a time that a test holds. The folder was changed an hour ago. */
async function world({ trustful = true } = {}) {
  const folder = await tempFolder();
  for (const name of ['b.log', 'a.log']) writeFileSync(join(folder, name), '');
  const age = (path: string, milliseconds: number) => {
    const at = new Date(time - milliseconds);
    utimesSync(path, at, at);
  };
  let time = Date.now();
  age(folder, HOUR);
  const listings = new Listings({ now: () => time, trustful });
  const find = async (pattern: string) =>
    (await listings.find(join(folder, pattern))).map((path) => path.slice(folder.length + 1));
  return { folder, age, find, advance: (milliseconds: number) => void (time += milliseconds) };
}

beforeEach(() => void (listed.times = 0));

test('a folder that does not change is listed once', async () => {
  const { find, advance } = await world();
  for (let look = 0; look < 5; look++) {
    expect(await find('*.log')).toEqual(['a.log', 'b.log']);
    advance(10_000);
  }
  expect(listed.times).toBe(1);
});

test('but again after a minute, whatever it says', async () => {
  const { find, advance } = await world();
  await find('*.log');
  advance(60_000);
  await find('*.log');
  expect(listed.times).toBe(2);
});

test.each([
  ['a new file', (folder: string) => writeFileSync(join(folder, 'c.log'), ''), ['a.log', 'b.log', 'c.log']],
  ['another name', (folder: string) => renameSync(join(folder, 'a.log'), join(folder, 'a.log.1')), ['b.log']],
])('%s is seen at once', async (_, change, now) => {
  const { folder, find } = await world();
  await find('*.log');
  change(folder);
  expect(await find('*.log')).toEqual(now);
});

test('a folder that has changed just now may change again, and show the same time', async () => {
  const { folder, age, find, advance } = await world();
  age(folder, 1000);
  const { mtime } = statSync(folder);
  await find('*.log');
  writeFileSync(join(folder, 'c.log'), '');
  utimesSync(folder, mtime, mtime);
  advance(10);
  expect(await find('*.log')).toContain('c.log');
});

test('a pattern that may lead to several folders is listed each time', async () => {
  const { folder, age, find } = await world();
  // Of these names, one is a pattern as well.
  for (const name of ['sub', '*']) {
    mkdirSync(join(folder, name));
    age(join(folder, name), HOUR);
  }
  age(folder, HOUR);
  for (const [index, pattern] of ['**', '**/*.log', '*/*.log', '{sub/*,*}.log'].entries()) {
    const name = join('sub', `${index}.log`);
    await find(pattern);
    writeFileSync(join(folder, name), '');
    expect(await find(pattern)).toContain(name);
  }
});

test('where a folder is not to be believed, it is listed each time', async () => {
  const { find } = await world({ trustful: false });
  for (let look = 0; look < 3; look++) await find('*.log');
  expect(listed.times).toBe(3);
});
