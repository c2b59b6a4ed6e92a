import { join } from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import type { UploadResult } from '../../../src/ship/upload-result.js';
import { readArrived } from '../../support/arrived.js';
import { Sandbox } from '../../support/cli.js';
import { startWitness } from '../../support/peers/witness.js';
import { dice, writeEvents } from './events.js';
import { killAgainAndAgain } from './received.js';

const LINES = 2_000_000;
const KILLS = 50;
/** A life of the receiver ends after fewer bytes than this: often before it has confirmed a window of 16 MiB. */
const LONGEST_LIFE = 14_000_000;

test('a receiver that is killed fifty times: no line is lost, and what comes twice has the same id', async () => {
  const sandbox = await Sandbox.create();
  onTestFinished(() => sandbox.remove());
  const file = join(sandbox.cwd, 'app.json');
  await writeEvents(file, LINES);
  const folder = join(sandbox.root, 'witness');
  const witness = await startWitness(folder);
  onTestFinished(() => witness.stop());
  const random = dice(20_260_731);

  const to = ['--host', '127.0.0.1', '--port', String(witness.port), '--retry-delay', '0.05', '--max-retries', '1000'];
  const running = sandbox.start(['upload', file, '--json', '--quiet', '--max-size', '0', ...to]);
  let over = false;
  void running.finally(() => (over = true));
  const life = () => random() * LONGEST_LIFE;
  const kills = await killAgainAndAgain(witness, folder, KILLS, { life, over: () => over });
  const { exitCode, stdout, stderr } = await running;
  expect({ exitCode, stderr, kills }).toEqual({ exitCode: 0, stderr: '', kills: KILLS });
  const counts = { read: LINES, delivered: LINES, duplicates: 0, rejected: 0, pending: 0 };
  expect(JSON.parse(stdout) as UploadResult).toMatchObject(counts);

  const arrived = await readArrived(folder, { expected: LINES });
  expect(arrived).toMatchObject({ lost: [], strayed: 0, collisions: 0, unexpected: [] });
  // A line that a kill cut off is the beginning of one that came again.
  expect(arrived.torn.length).toBeLessThanOrEqual(KILLS);
  process.stdout.write(
    `${kills} kills: ${LINES} lines, none lost, ${arrived.duplicates} came twice, with the same id\n`,
  );
}, 300_000);
