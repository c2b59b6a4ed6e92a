import { chmod, rename, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { line, tailWorld } from '../../cli/tail-world.js';

/** Root may read everything, unless it gives that right away. */
const through = process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'] : [];

/** Milliseconds from one try to the next. */
const TRIED_AGAIN = 10_000;

const times = (text: string, part: string) => text.split(part).length - 1;

test('a file that comes in the place of another one and may not be read is said once, and read when it may be', async () => {
  const { write, path, tailWith, arrived, peer } = await tailWorld();
  await write('app.log', line(0));
  const running = tailWith({ through })('app.log', '--from', 'start');
  await arrived([0]);
  await rename(path('app.log'), path('app.log.1'));
  await writeFile(path('app.log'), '', { mode: 0o200 });
  for (const seq of [1, 2, 3]) {
    await writeFile(path('app.log'), line(seq), { flag: 'a' });
    await pause(200);
  }
  await running.said('app.log: may not be read');
  expect(peer.events).toHaveLength(1);
  await chmod(path('app.log'), 0o600);
  await arrived([0, 1, 2, 3]);
  const { stderr } = await running.stop();
  expect(times(stderr, 'may not be read')).toBe(1);
  expect(peer.events.map(({ seq }) => seq)).toEqual([0, 1, 2, 3]);
});

test('a file that was closed, there being many, and may not be read any more is said once, and read on when it may be', async () => {
  const { write, path, append, tailWith, arrived, peer } = await tailWorld();
  await write('a.log', line(0));
  await write('b.log', line(1));
  const env = { LOGSHIP_MAX_OPEN_FILES: '1' };
  const running = tailWith({ through, env })('a.log', 'b.log', '--from', 'start');
  await arrived([0, 1]);
  await chmod(path('a.log'), 0o200);
  await append('a.log', line(2));
  await running.said("a.log: can't be opened again (EACCES)");
  await append('a.log', line(3));
  await append('b.log', line(4));
  await arrived([0, 1, 4]);
  // It is tried again meanwhile, and in vain.
  await pause(TRIED_AGAIN + 1000);
  await chmod(path('a.log'), 0o600);
  await arrived([0, 1, 4, 2, 3]);
  const { stderr } = await running.stop();
  // A checkpoint that can't be written meanwhile is told by itself.
  expect(times(stderr, "logship: a.log: can't be opened again")).toBe(1);
  expect(peer.events).toHaveLength(5);
});
