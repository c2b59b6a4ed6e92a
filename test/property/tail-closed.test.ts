import { test, vi } from 'vitest';
import { holdToModel } from '../support/following/virtual-world.js';

vi.mock('node:fs/promises', async (original) => {
  const { onSlowDisk } = await import('../support/following/slow-disk.js');
  return onSlowDisk(await original<typeof import('node:fs/promises')>());
});

const RUNS = Number(process.env['LOGSHIP_TAIL_RUNS'] ?? 1000);

test('every finished line of a file that is closed as soon as nothing is written to it arrives, in order, and again only under the same id', async () => {
  await holdToModel(true, RUNS);
});
