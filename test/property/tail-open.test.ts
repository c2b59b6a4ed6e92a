import type * as files from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { holdToModel } from '../support/following/virtual-world.js';

vi.mock('node:fs/promises', async (original) => {
  const { onSlowDisk } = await import('../support/following/slow-disk.js');
  return onSlowDisk(await original<typeof files>());
});

const RUNS = Number(process.env['LOGSHIP_TAIL_RUNS'] ?? 1000);

test('every finished line of a file that stays open arrives, in order, and again only under the same id', async () => {
  await holdToModel(false, RUNS, ({ order, expected, missing, strayed }) => {
    expect({ order, missing, strayed }).toEqual({ order: expected, missing: [], strayed: [] });
  });
});
