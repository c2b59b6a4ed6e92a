import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { foldStatistics, resetStatistics } from '../../src/state/statistics-fold.js';
import { StatisticsWriter } from '../../src/state/statistics-writer.js';
import { readStatistics } from '../../src/state/statistics.js';
import { tempFolder } from '../support/temp-folder.js';
import { testContext } from './context.js';
import { dyingDisk } from './statistics-world.js';

const NOTHING = {
  total_sent: 0,
  total_failed: 0,
  total_retries: 0,
  success_rate: 1,
  last_error: null,
  last_success: null,
};

test('nothing was counted in a folder that is empty or missing', async () => {
  const folder = await tempFolder();
  expect(await readStatistics(folder, testContext())).toEqual(NOTHING);
  expect(await readStatistics(join(folder, 'missing'), testContext())).toEqual(NOTHING);
});

test('adds up what several writers have counted, in the shape of the command', async () => {
  const folder = await tempFolder();
  const context = testContext();
  const [one, two] = [new StatisticsWriter(folder, context), new StatisticsWriter(folder, context)];
  one.countSent(90);
  two.countFailed(10, 'mapping conflict');
  context.clock.advance(2500);
  two.countSent(60);
  one.countRetry('connection refused');
  context.clock.advance(1000);
  one.countFailed(40, 'no such index');
  await Promise.all([one.flush(), two.flush()]);
  expect(await readStatistics(folder, context)).toEqual({
    total_sent: 150,
    total_failed: 50,
    total_retries: 1,
    success_rate: 0.75,
    last_error: 'no such index',
    last_success: '2026-07-31 12:00:02',
  });
});

test('a writer that ends leaves the totals alone behind, and one that counted nothing leaves nothing', async () => {
  const folder = await tempFolder();
  const context = testContext();
  await new StatisticsWriter(folder, context).close();
  expect(await readdir(folder)).toEqual([]);
  for (let run = 1; run <= 3; run += 1) {
    const writer = new StatisticsWriter(folder, context);
    writer.countSent(5);
    await writer.close();
    await writer.close();
    expect(await readdir(folder)).toEqual(['totals.json']);
    expect(await readStatistics(folder, context)).toMatchObject({ total_sent: 5 * run });
  }
});

test.each(
  [0, 1, 2, 3].flatMap((after) => [
    [after, false],
    [after, true],
  ]) as [number, boolean][],
)('a fold that dies after %i changes (the next one done: %s) changes no sum', async (after, half) => {
  const folder = await tempFolder();
  const context = testContext();
  const [ended, other, running] = [1, 2, 3].map(() => new StatisticsWriter(folder, context));
  ended!.countSent(1);
  other!.countSent(10);
  running!.countSent(100);
  await running!.flush();
  // Both end where nobody can fold them.
  await writeFile(join(folder, 'lock'), '');
  await Promise.all([ended!.close(), other!.close()]);
  await rm(join(folder, 'lock'));
  expect(await readStatistics(folder, context)).toMatchObject({ total_sent: 111 });

  const disk = dyingDisk(after, half);
  await foldStatistics(folder, context, disk).catch(() => {});
  expect(disk.dead()).toBe(after < 3);
  expect(await readStatistics(folder, context)).toMatchObject({ total_sent: 111 });
  running!.countSent(100);
  await running!.flush();
  await Promise.all([1, 2, 3].map(() => foldStatistics(folder, context)));
  expect(await readStatistics(folder, context)).toMatchObject({ total_sent: 211 });
  await running!.close();
  expect(await readStatistics(folder, context)).toMatchObject({ total_sent: 211 });
  expect(await readdir(folder)).toEqual(['totals.json']);
});

test('a reset leaves out what was written, and nothing that comes later', async () => {
  const folder = await tempFolder();
  const context = testContext();
  const [running, ended] = [new StatisticsWriter(folder, context), new StatisticsWriter(folder, context)];
  running.countSent(10);
  running.countFailed(3, 'before');
  await running.flush();
  ended.countSent(5);
  await ended.close();
  await resetStatistics(folder, context);
  expect(await readStatistics(folder, context)).toEqual(NOTHING);

  context.clock.advance(60_000);
  running.countSent(2);
  await running.flush();
  const later = { ...NOTHING, total_sent: 2, last_success: '2026-07-31 12:01:00' };
  expect(await readStatistics(folder, context)).toEqual(later);
  await running.close();
  expect(await readStatistics(folder, context)).toEqual(later);
});

test('a torn file is set aside and said, and the rest still counts', async () => {
  const folder = await tempFolder();
  const context = testContext();
  const writer = new StatisticsWriter(folder, context);
  writer.countSent(4);
  await writer.flush();
  await writeFile(join(folder, 'process-1-torn.json'), '{"version":1,"counters":{"sent":');
  expect(await readStatistics(folder, context)).toMatchObject({ total_sent: 4 });
  expect(context.told).toMatchObject([{ kind: 'set-aside', path: join(folder, 'process-1-torn.json') }]);
});

test('a full disk stops no run, and is said', async () => {
  const context = testContext();
  const folder = join(await tempFolder(), 'missing');
  const writer = new StatisticsWriter(folder, context);
  writer.countSent(4);
  await writer.close();
  expect(context.told.at(-1)).toMatchObject({ kind: 'unsaved', reason: expect.stringContaining(folder) as string });
});

test('the file of a process says who wrote it', async () => {
  const folder = await tempFolder();
  const writer = new StatisticsWriter(folder, testContext());
  writer.countSent(1);
  await writer.flush();
  const [name = ''] = await readdir(folder);
  expect(JSON.parse(await readFile(join(folder, name), 'utf8'))).toMatchObject({
    version: 1,
    process: { pid: process.pid },
    closed: false,
    counters: { sent: 1 },
  });
});
