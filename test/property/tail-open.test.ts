import { test, vi } from 'vitest';
import { holdToModel } from '../support/following/virtual-world.js';

vi.mock('node:fs/promises', async (original) => {
  const { onSlowDisk } = await import('../support/following/slow-disk.js');
  return onSlowDisk(await original<typeof import('node:fs/promises')>());
});

const RUNS = Number(process.env['LOGSHIP_TAIL_RUNS'] ?? 1000);

test('every finished line of a file that stays open arrives, in order, and again only under the same id', async () => {
  await holdToModel(false, RUNS);
});
