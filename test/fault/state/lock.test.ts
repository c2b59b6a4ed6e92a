import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/kit/clock.js';
import { tryLock } from '../../../src/state/lock.js';
import { NODE } from '../../support/cli.js';
import { tempFolder } from '../../support/temp-folder.js';

const HOLDER = fileURLToPath(new URL('../../support/processes/hold-lock.mjs', import.meta.url));

test('many processes that die holding one lock never hold it at once, and never lose it', async () => {
  const folder = await tempFolder();
  const lock = join(folder, 'lock');
  const outputs: string[] = [];
  // Six at a time, each followed by the next when it has died.
  const line = async (): Promise<void> => {
    for (let life = 0; life < 6; life += 1) {
      const child = await execa(NODE, [HOLDER, lock, join(folder, 'owner'), '8'], { reject: false });
      expect(child).toMatchObject({ signal: 'SIGKILL', stderr: '' });
      outputs.push(...child.stdout.split('\n'));
    }
  };
  await Promise.all(Array.from({ length: 6 }, line));

  expect(outputs.filter((output) => output !== 'entered')).toEqual([]);
  expect(outputs).toHaveLength(6 * 6 * 8);
  const last = await tryLock(lock, 'the owner file', systemClock);
  expect(last).toHaveProperty('lock');
  if ('lock' in last) await last.lock.release();
  expect(await readdir(folder)).toEqual(['owner']);
});
