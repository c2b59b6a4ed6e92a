import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readArrived } from '../../support/arrived.js';
import { Sandbox } from '../../support/cli.js';
import { startRelay } from '../../support/peers/relay.js';
import { startStallingPeer } from '../../support/peers/stalling.js';
import { tempFolder } from '../../support/temp-folder.js';
import { writeEvents } from './events.js';

const LINES = 50_000;

// docs/delivery.md tells of this loss. It is shown here, so that what is told stays true.
test('through a relay that ends TCP, lines are lost that count as delivered', async () => {
  const sandbox = await Sandbox.create();
  onTestFinished(() => sandbox.remove());
  const file = join(sandbox.cwd, 'app.json');
  await writeEvents(file, LINES);
  const folder = await tempFolder();
  // It reads a little, and then holds back the relay, which goes on to take what comes.
  const receiver = await startStallingPeer({ after: 100_000, folder });
  const relay = await startRelay(receiver.port);
  onTestFinished(() => relay.close());

  const args = ['upload', file, '--json', '--host', '127.0.0.1', '--port', String(relay.port)];
  const { exitCode, stdout, stderr } = await sandbox.run(args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ delivered: LINES, pending: 0, acknowledgement: 'read' });

  await receiver.close();
  const { lost } = await readArrived(folder, { expected: LINES });
  expect(lost.length).toBeGreaterThan(LINES / 2);
  const again = await sandbox.run(args);
  expect(JSON.parse(again.stdout)).toMatchObject({ read: 0, skipped: LINES });
});
