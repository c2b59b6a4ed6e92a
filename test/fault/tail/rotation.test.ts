import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { readArrived } from '../../support/arrived.js';
import { Sandbox } from '../../support/cli.js';
import { startWitness } from '../../support/peers/witness.js';
import { RotatedLog } from './rotated-log.js';

/** `npm run soak` makes it longer. */
const SECONDS = Number(process.env['SOAK_SECONDS'] ?? 20);
const LINES_A_SECOND = Number(process.env['SOAK_RATE'] ?? 20_000);
/** Milliseconds between two writes, rotations, and kills of either side. */
const WRITE = 10;
const ROTATE = 1000;
const KILL_LOGSHIP = 2700;
const KILL_RECEIVER = 3900;
/** Looks at what has arrived before what has not is taken for lost. */
const PATIENCE = 120;

test.each(['create', 'copytruncate'])(
  '%s every second, logship and the receiver killed every few: no line is lost',
  async (mode) => {
    const sandbox = await Sandbox.create();
    onTestFinished(() => sandbox.remove());
    const folder = join(sandbox.root, 'witness');
    const witness = await startWitness(folder);
    onTestFinished(() => witness.stop());
    const log = new RotatedLog(join(sandbox.cwd, 'app.log'));
    const to = ['--host', '127.0.0.1', '--port', String(witness.port), '--retry-delay', '0.05'];
    const start = () => sandbox.start(['tail', log.path, '--from', 'start', ...to]);
    let running = start();
    onTestFinished(() => void running.kill('SIGKILL'));

    const kills = { logship: 0, receiver: 0 };
    const steps = (SECONDS * 1000) / WRITE;
    for (let step = 1; step <= steps; step++) {
      log.write((LINES_A_SECOND * WRITE) / 1000);
      const passed = step * WRITE;
      if (passed % ROTATE === 0) {
        if (mode === 'create') log.rename(50);
        else log.copyTruncate();
      }
      if (passed % KILL_LOGSHIP === 0) {
        running.kill('SIGKILL');
        await running;
        running = start();
        kills.logship++;
      }
      if (passed % KILL_RECEIVER === 0) {
        await witness.kill();
        await witness.restart();
        kills.receiver++;
      }
      await pause(WRITE);
    }
    log.close();
    let arrived = await readArrived(folder, { expected: log.lines });
    for (let look = 0; look < PATIENCE && arrived.lost.length > 0; look++) {
      await pause(500);
      arrived = await readArrived(folder, { expected: log.lines });
    }
    running.kill('SIGTERM');
    expect((await running).exitCode).toBe(143);
    arrived = await readArrived(folder, { expected: log.lines });
    expect(arrived).toMatchObject({ lost: [], strayed: 0, collisions: 0, unexpected: [] });
    expect(arrived.torn.length).toBeLessThanOrEqual(kills.logship + kills.receiver);
    process.stdout.write(
      `${mode}: ${log.lines} lines, ${log.rotations} rotations, ${kills.logship} kills of logship and ` +
        `${kills.receiver} of the receiver: none lost, ${arrived.duplicates} came twice, with the same id\n`,
    );
  },
  (SECONDS + 280) * 1000,
);
