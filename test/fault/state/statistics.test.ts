import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { foldStatistics, resetStatistics } from '../../../src/state/statistics-fold.js';
import { readStatistics } from '../../../src/state/statistics.js';
import { testContext } from '../../state/context.js';
import { NODE } from '../../support/cli.js';
import { tempFolder } from '../../support/temp-folder.js';

const COUNTER = fileURLToPath(new URL('../../support/processes/count-statistics.mjs', import.meta.url));

test('eight processes at once count right, also when one of them is killed', async () => {
  const folder = await tempFolder();
  const context = testContext();
  const start = (end: string) => execa(NODE, [COUNTER, folder, end], { reject: false });

  const victim = start('wait');
  const others = Array.from({ length: 7 }, () => start('close'));
  await once(victim.stdout, 'data');
  victim.kill('SIGKILL');
  await Promise.all([victim, ...others]);

  const expected = { total_sent: 8000, total_failed: 80, total_retries: 8, success_rate: 8000 / 8080 };
  expect(await readStatistics(folder, context)).toMatchObject(expected);
  await foldStatistics(folder, context);
  expect(await readdir(folder)).toEqual(['totals.json']);
  expect(await readStatistics(folder, context)).toMatchObject(expected);
  expect(context.told).toEqual([]);
});

test('a reset while others count leaves what they count afterwards', async () => {
  const folder = await tempFolder();
  const context = testContext();
  const running = execa(NODE, [COUNTER, folder, 'wait'], { reject: false });
  await once(running.stdout, 'data');
  await resetStatistics(folder, context);
  expect(await readStatistics(folder, context)).toEqual({
    total_sent: 0,
    total_failed: 0,
    total_retries: 0,
    success_rate: 1,
    last_error: null,
    last_success: null,
  });
  await execa(NODE, [COUNTER, folder, 'close']);
  running.kill('SIGKILL');
  await running;
  expect(await readStatistics(folder, context)).toMatchObject({ total_sent: 1000, total_failed: 10 });
});
