import { join } from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import type { UploadResult } from '../../../src/ship/upload-result.js';
import { readArrived } from '../../support/arrived.js';
import { Sandbox } from '../../support/cli.js';
import { startWitness } from '../../support/peers/witness.js';
import { dice, writeEvents } from './events.js';
import { bytesIn, untilBytes } from './received.js';

const LINES = 600_000;
/** A life of logship ends before it has sent more than this: within, behind, or between windows of 16 MiB. */
const LONGEST_LIFE = 50_000_000;

test('a logship that is killed again and again goes on after what was acknowledged: no line is lost', async () => {
  const sandbox = await Sandbox.create();
  onTestFinished(() => sandbox.remove());
  const file = join(sandbox.cwd, 'app.json');
  await writeEvents(file, LINES);
  const folder = join(sandbox.root, 'witness');
  const witness = await startWitness(folder);
  onTestFinished(() => witness.stop());
  const random = dice(19_840_118);

  const args = ['upload', file, '--json', '--quiet', '--host', '127.0.0.1', '--port', String(witness.port)];
  let kills = 0;
  let last;
  do {
    const life = (await bytesIn(folder)) + random() * LONGEST_LIFE;
    const running = sandbox.start(args);
    let over = false;
    void running.finally(() => (over = true));
    if (await untilBytes(folder, life, () => over)) running.kill('SIGKILL');
    last = await running;
    if (last.signal === 'SIGKILL') kills++;
  } while (last.signal === 'SIGKILL');

  expect(last).toMatchObject({ exitCode: 0, stderr: '' });
  expect(kills).toBeGreaterThan(2);
  const { read, delivered, skipped } = JSON.parse(last.stdout) as UploadResult;
  expect(read + skipped).toBe(LINES);
  expect(delivered).toBe(read);
  expect(skipped).toBeGreaterThan(0);

  const arrived = await readArrived(folder, { expected: LINES });
  expect(arrived).toMatchObject({ lost: [], strayed: 0, collisions: 0, unexpected: [] });
  expect(arrived.torn.length).toBeLessThanOrEqual(kills);
  process.stdout.write(
    `${kills} kills: ${LINES} lines, none lost, ${arrived.duplicates} came twice, with the same id\n`,
  );
}, 300_000);
