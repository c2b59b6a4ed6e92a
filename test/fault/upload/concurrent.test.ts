import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Sandbox } from '../../support/cli.js';
import { startCollectingPeer } from '../../support/peers/collecting.js';
import { startStallingPeer } from '../../support/peers/stalling.js';
import { writeEvents } from './events.js';

const LINES = 5000;

test('eight uploads at once, one of them killed: the statistics are right', async () => {
  const sandbox = await Sandbox.create();
  onTestFinished(() => sandbox.remove());
  const files = Array.from({ length: 8 }, (_, n) => join(sandbox.cwd, `${n}.json`));
  for (const file of files) await writeEvents(file, LINES);
  const receiver = await startCollectingPeer();
  onTestFinished(() => receiver.close());
  const stalling = await startStallingPeer({ after: 1000 });
  onTestFinished(() => stalling.close());
  const to = ({ port }: { readonly port: number }) => ['--host', '127.0.0.1', '--port', String(port)];

  const [victimFile, ...others] = files as [string, ...string[]];
  const victim = sandbox.start(['upload', victimFile, ...to(stalling)]);
  const running = others.map((file) => sandbox.run(['upload', file, '--quiet', ...to(receiver)]));
  await stalling.stalled;
  victim.kill('SIGKILL');
  expect((await victim).signal).toBe('SIGKILL');
  expect((await Promise.all(running)).map(({ exitCode }) => exitCode)).toEqual(others.map(() => 0));

  const statistics = async () => {
    const { stdout } = await sandbox.run(['stats', '--json', ...to(receiver)]);
    return (JSON.parse(stdout) as { statistics: unknown }).statistics;
  };
  expect(await statistics()).toMatchObject({ total_sent: 7 * LINES, total_failed: 0, success_rate: 1 });
  const again = await sandbox.run(['upload', victimFile, '--quiet', ...to(receiver)]);
  expect(again).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await statistics()).toMatchObject({ total_sent: 8 * LINES, total_failed: 0, success_rate: 1 });
  expect(receiver.lines).toHaveLength(8 * LINES);
});
