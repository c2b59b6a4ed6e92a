import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../../src/kit/clock.js';
import { SILENCE, tryLock } from '../../src/state/lock.js';
import type { LockTry } from '../../src/state/lock.js';
import { thisProcess } from '../../src/state/process-identity.js';
import type { ProcessIdentity } from '../../src/state/process-identity.js';
import { lockSource } from '../../src/state/source-lock.js';
import { ManualClock } from '../support/manual-clock.js';
import { tempFolder } from '../support/temp-folder.js';

const SOURCE = { key: 'abcdefghijkl', path: '/var/log/app.log' };
const TARGET = 'tcp://logstash:5000';

const taken = (result: LockTry): boolean => 'lock' in result;

async function release(result: LockTry): Promise<void> {
  if ('lock' in result) await result.lock.release();
}

/** A lock as a process like this one left it, but for `other`. */
async function leftBehind(path: string, other: Partial<ProcessIdentity>, age = 0): Promise<void> {
  const file = join(path, 'left.json');
  const holder = {
    version: 1,
    process: { ...(await thisProcess()), ...other },
    subject: 'app.log',
    since: '2026-07-31T12:00:00.000Z',
  };
  await mkdir(path);
  await writeFile(file, JSON.stringify(holder));
  const seen = new Date(Date.now() - age);
  await utimes(file, seen, seen);
}

test('is held by one at a time, and free again when it was released', async () => {
  const folder = await tempFolder();
  const path = join(folder, 'lock');
  const first = await tryLock(path, 'app.log', systemClock);
  expect(taken(first)).toBe(true);
  expect(await tryLock(path, 'app.log', systemClock)).toMatchObject({
    standing: 'running',
    holder: { subject: 'app.log', process: { pid: process.pid } },
  });
  await release(first);
  await release(first);
  expect(await readdir(folder)).toEqual([]);
  const second = await tryLock(path, 'app.log', systemClock);
  expect(taken(second)).toBe(true);
  await release(first);
  expect(taken(await tryLock(path, 'app.log', systemClock))).toBe(false);
  await release(second);
});

test.each([
  ['a process that has ended', { pid: 2 ** 22 + 1 }],
  ['a process whose number has another one now', { started: '1' }],
  ['an earlier boot', { boot: 'another', namespace: 'pid:[1]' }],
])('is taken from %s', async (_, other) => {
  const path = join(await tempFolder(), 'lock');
  await leftBehind(path, other);
  const result = await tryLock(path, 'app.log', systemClock);
  expect(taken(result)).toBe(true);
  await release(result);
});

test.each([
  ['another host', { host: 'elsewhere' }],
  ['another container', { namespace: 'pid:[1]' }],
])('is left to a process on %s until that has been silent for long', async (_, other) => {
  const folder = await tempFolder();
  await leftBehind(join(folder, 'fresh'), other, SILENCE - 60_000);
  expect(await tryLock(join(folder, 'fresh'), 'app.log', systemClock)).toMatchObject({ standing: 'unknown' });
  await leftBehind(join(folder, 'silent'), other, SILENCE + 60_000);
  const result = await tryLock(join(folder, 'silent'), 'app.log', systemClock);
  expect(taken(result)).toBe(true);
  await release(result);
});

test('is taken where only a torn file or an empty folder is left', async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, 'torn'));
  await writeFile(join(folder, 'torn', 'left.json'), '{"vers');
  await mkdir(join(folder, 'empty'));
  for (const name of ['torn', 'empty']) {
    const result = await tryLock(join(folder, name), 'app.log', systemClock);
    expect(taken(result)).toBe(true);
    await release(result);
  }
  expect(await readdir(folder)).toEqual([]);
});

test('one of many who break it at once gets it', async () => {
  const folder = await tempFolder();
  for (let round = 0; round < 20; round += 1) {
    const path = join(folder, `lock-${round}`);
    await leftBehind(path, { started: '1' });
    const results = await Promise.all(Array.from({ length: 10 }, () => tryLock(path, 'app.log', systemClock)));
    expect(results.filter(taken)).toHaveLength(1);
    await Promise.all(results.map(release));
  }
});

test('shows signs of life while it is held, and none afterwards', async () => {
  const path = join(await tempFolder(), 'lock');
  const clock = new ManualClock();
  const result = await tryLock(path, 'app.log', clock);
  const [name = ''] = await readdir(path);
  for (let sign = 1; sign <= 3; sign += 1) {
    clock.advance(60_000);
    await vi.waitFor(async () => expect((await stat(join(path, name))).mtimeMs).toBe(clock.now()));
  }
  await release(result);
  expect(clock.waiting).toBe(0);
});

test('of many locks, those that were taken within a second show signs of life together', async () => {
  const folder = await tempFolder();
  const clock = new ManualClock();
  const locks: LockTry[] = [];
  const take = async (name: string) => locks.push(await tryLock(join(folder, name), 'app.log', clock));
  const signed = async (name: string) => {
    const [file = ''] = await readdir(join(folder, name));
    return (await stat(join(folder, name, file))).mtimeMs === clock.now();
  };
  await take('a');
  clock.advance(600);
  await take('b');
  clock.advance(29_400);
  await take('c');
  expect(clock.waiting).toBe(1);
  clock.advance(30_000);
  expect(await Promise.all(['a', 'b', 'c'].map(signed))).toEqual([true, true, false]);
  await release(locks[0]!);
  clock.advance(30_000);
  expect(await Promise.all(['b', 'c'].map(signed))).toEqual([false, true]);
  for (const lock of locks) await release(lock);
  expect(clock.waiting).toBe(0);
});

test('a source is locked for one target', async () => {
  const folder = await tempFolder();
  const one = await lockSource(folder, SOURCE, TARGET, systemClock);
  const other = await lockSource(folder, SOURCE, 'tcp://logstash:5001', systemClock);
  await expect(lockSource(folder, SOURCE, TARGET, systemClock)).rejects.toMatchObject({
    name: 'HeldHereError',
    message: expect.stringMatching(
      /^\/var\/log\/app\.log: is being shipped to tcp:\/\/logstash:5000 by this process already, since [\d-]+ [\d:]+ UTC$/,
    ) as string,
    next: ['Name each file once.'],
  });
  await one.release();
  await other.release();
  expect(await readdir(folder)).toEqual([]);
});

test('says that it can not tell whether a process elsewhere still runs, and how to go on', async () => {
  const folder = await tempFolder();
  const lock = await lockSource(folder, SOURCE, TARGET, systemClock);
  const [name = ''] = await readdir(folder);
  await lock.release();
  const path = join(folder, name);
  await leftBehind(path, { host: 'web-2', pid: 12, command: 'logship tail app.log' });
  await expect(lockSource(folder, SOURCE, TARGET, systemClock)).rejects.toMatchObject({
    message: expect.stringMatching(
      /by process 12 \(logship tail app\.log\) on host or container web-2, .*can't be seen/,
    ) as string,
    next: expect.arrayContaining([expect.stringContaining(`rm -r ${path}`)]) as string[],
  });
});
