import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { UploadResult } from '../../../src/ship/upload-result.js';
import { readArrived } from '../../support/arrived.js';
import { Sandbox } from '../../support/cli.js';
import { startResettingPeer } from '../../support/peers/resetting.js';
import { tempFolder } from '../../support/temp-folder.js';

const LINES = 2000;
const POISONED = 1234;

test('a record that makes the receiver reset the connection is rejected alone', async () => {
  const sandbox = await Sandbox.create();
  onTestFinished(() => sandbox.remove());
  const file = join(sandbox.cwd, 'app.json');
  const lines = Array.from({ length: LINES }, (_, seq) => `{"seq":${seq}}`);
  lines[POISONED] = '{"seq":"POISON"}';
  await writeFile(file, lines.join('\n'));
  const folder = await tempFolder();
  const receiver = await startResettingPeer({ poison: 'POISON', folder });
  onTestFinished(() => receiver.close());

  const to = ['--host', '127.0.0.1', '--port', String(receiver.port), '--retry-delay', '0.01'];
  const { exitCode, stdout, stderr } = await sandbox.run(['upload', file, '--json', ...to]);
  const result = JSON.parse(stdout) as UploadResult;
  expect(exitCode).toBe(3);
  expect(result).toMatchObject({ read: LINES, delivered: LINES - 1, rejected: 1, pending: 0 });
  expect(stderr).toContain(`app.json:${POISONED + 1}:1: rejected: the peer breaks the connection at this record`);
  const rows = (await readFile(result.rejectsFile!, 'utf8')).trimEnd().split('\n');
  expect(rows.map((row) => JSON.parse(row) as object)).toMatchObject([{ line: POISONED + 1, text: lines[POISONED] }]);
  const { lost, strayed } = await readArrived(folder, { expected: LINES });
  expect({ lost, strayed }).toEqual({ lost: [POISONED], strayed: 0 });
});
