import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { Sandbox } from '../../support/cli.js';
import { startPeer } from '../../support/peers/peer.js';

const REPORT_PEAK = fileURLToPath(new URL('../../support/processes/report-peak.mjs', import.meta.url));
const MIB = 2 ** 20;
const SIZE = 2048 * MIB;
const LIMIT = 120 * MIB;

test('a file of 2 GB is shipped in less than 120 MB of memory', async () => {
  const sandbox = await Sandbox.create();
  onTestFinished(() => sandbox.remove());
  const file = join(sandbox.cwd, 'app.json');
  const lines = await writeLongLines(file);
  const receiver = await startPeer({}, (socket) => ({ end: () => socket.end() }));
  onTestFinished(() => receiver.close());

  const peak = join(sandbox.root, 'peak');
  const args = ['upload', file, '--json', '--max-size', '0', '--host', '127.0.0.1', '--port', String(receiver.port)];
  const env = { NODE_OPTIONS: `--import=${REPORT_PEAK}`, PEAK_FILE: peak };
  const { exitCode, stdout } = await sandbox.run(args, { env });
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ bytes: SIZE, delivered: lines, pending: 0 });
  expect(receiver.bytes).toBeGreaterThan(SIZE);
  const memory = Number(await readFile(peak, 'utf8'));
  process.stdout.write(`2 GB were shipped in ${Math.round(memory / MIB)} MB\n`);
  expect(memory).toBeLessThan(LIMIT);
}, 300_000);

/** Writes `SIZE` bytes of lines of 4 KiB. Resolves with their number. */
async function writeLongLines(path: string): Promise<number> {
  const line = `{"level":"info","text":"${'x'.repeat(4096 - 27)}"}\n`;
  const block = Buffer.from(line.repeat(4096));
  const handle = await open(path, 'w');
  try {
    for (let written = 0; written < SIZE; written += block.length) await handle.write(block);
  } finally {
    await handle.close();
  }
  return SIZE / line.length;
}
