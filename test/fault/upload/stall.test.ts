import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Sandbox } from '../../support/cli.js';
import { readArrived } from '../../support/arrived.js';
import { startCollectingPeer } from '../../support/peers/collecting.js';
import { startStallingPeer } from '../../support/peers/stalling.js';
import { tempFolder } from '../../support/temp-folder.js';
import { writeEvents } from './events.js';

const LINES = 60_000;
const STALL = 30_000;
const MIB = 2 ** 20;

test('a receiver that stops reading for 30 s holds logship back, and that is all', async () => {
  const sandbox = await Sandbox.create();
  onTestFinished(() => sandbox.remove());
  const file = join(sandbox.cwd, 'app.json');
  await writeEvents(file, LINES, `,"text":"${'x'.repeat(1000)}"`);
  const folder = await tempFolder();
  const receiver = await startStallingPeer({ after: 3_000_000, folder });
  onTestFinished(() => receiver.close());
  const elasticsearch = await startCollectingPeer();
  onTestFinished(() => elasticsearch.close());

  const roads = ['--host', '127.0.0.1', '--port', String(receiver.port), '--max-size', '0'];
  const fallback = ['--elasticsearch', `http://127.0.0.1:${elasticsearch.port}`];
  const running = sandbox.start(['upload', file, '--json', ...roads, ...fallback]);
  await receiver.stalled;
  const connections = receiver.connections;
  const samples: number[] = [];
  // The stall is what is tested, and it lasts as long as it lasts.
  for (let waited = 0; waited < STALL; waited += 1000) {
    await pause(1000);
    samples.push(await memoryOf(running.pid!));
  }
  receiver.goOn();
  const { exitCode, stdout, stderr } = await running;

  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ delivered: LINES, pending: 0, fellBack: false });
  expect(elasticsearch.connections).toBe(0);
  expect(await readArrived(folder, { expected: LINES })).toMatchObject({ events: LINES, lost: [], torn: [] });
  // One connection held all through, and at most one look at whether the peer is still there.
  expect(connections).toBe(1);
  const stalls = stderr.split('\n').filter((line) => line.includes('has taken nothing'));
  expect(stalls).toEqual([expect.stringContaining('has taken nothing for 10 s; waiting')]);
  expect(stderr).not.toContain('trying again');
  const settled = samples.slice(3);
  expect(Math.max(...settled) - Math.min(...settled)).toBeLessThan(8 * MIB);
}, 120_000);

/** The memory that a process holds, in bytes. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) * 1024;
}
