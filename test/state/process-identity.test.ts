import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { commandLine, isProcessIdentity, standingOf, thisProcess } from '../../src/state/process-identity.js';

test('tells this process, and that it runs', async () => {
  const self = await thisProcess();
  expect(self.pid).toBe(process.pid);
  expect(isProcessIdentity(JSON.parse(JSON.stringify(self)))).toBe(true);
  expect(await standingOf(self, self)).toBe('running');
});

test('tells whether another process runs', async () => {
  const self = await thisProcess();
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(child, 'spawn');
  const other = { ...self, pid: child.pid!, started: null };
  expect(await standingOf(other, self)).toBe('running');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await standingOf(other, self)).toBe('gone');
});

test.runIf(process.platform === 'linux')('a killed process that nobody has buried is gone', async () => {
  const self = await thisProcess();
  // The shell becomes a program that never asks what became of its child.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  const statOf = (who: number): Promise<string> => readFile(`/proc/${who}/stat`, 'utf8');
  await vi.waitFor(async () => expect(await statOf(parent.pid!)).toContain('(sleep)'));
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(async () => expect(await statOf(pid)).toMatch(/\) Z /));
  expect(await standingOf({ ...self, pid, started: null }, self)).toBe('gone');
});

test('shows a command without credentials, and not too much of it', () => {
  const argv = (...rest: string[]) => ['/usr/bin/node', '/opt/logship/bin/logship.js', ...rest];
  expect(commandLine(argv('upload', 'app.log'))).toBe('logship upload app.log');
  expect(commandLine(argv('--elasticsearch', 'https://elastic:secret@es:9200'))).toBe(
    'logship --elasticsearch https://***@es:9200',
  );
  expect(commandLine(argv('x'.repeat(500)))).toHaveLength(200);
  expect(commandLine(['node'])).toBe('node');
});
