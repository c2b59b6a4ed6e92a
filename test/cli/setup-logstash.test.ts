import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { logstashPipeline } from '../../src/sinks/logstash/setup/pipeline.js';
import { Sandbox } from '../support/cli.js';

async function world() {
  const sandbox = await Sandbox.create();
  onTestFinished(() => sandbox.remove());
  return { sandbox, setup: (...args: string[]) => sandbox.run(['setup', 'logstash', ...args]) };
}

it('prints the pipeline', async () => {
  const { setup } = await world();
  expect(await setup()).toMatchObject({ exitCode: 0, stdout: logstashPipeline(), stderr: '' });
});

it('writes a file, says where Logstash wants it, and replaces none unless it is told to', async () => {
  const { setup, sandbox } = await world();
  const path = join(sandbox.cwd, 'logship.conf');
  const first = await setup('--out', 'logship.conf');
  expect(first).toMatchObject({ exitCode: 0, stdout: '' });
  expect(first.stderr).toContain('/etc/logstash/conf.d');
  const again = await setup('--out', 'logship.conf', '--kafka', 'k:9092', '--topic', 'app');
  expect(again.exitCode).toBe(2);
  expect(again.stderr).toContain('logship.conf: is there already');
  expect(again.stderr).toContain('--force');
  expect(await readFile(path, 'utf8')).toBe(logstashPipeline());
  expect((await setup('--out', 'logship.conf', '--kafka', 'k:9092', '--topic', 'app', '--force')).exitCode).toBe(0);
  expect(await readFile(path, 'utf8')).toBe(logstashPipeline({ kafka: { brokers: 'k:9092', topic: 'app' } }));
  expect((await setup('--out', 'no/folder/logship.conf')).stderr).toContain('mkdir -p no/folder');
});

it('prints the settings, and takes nothing into the file that would say something else there', async () => {
  const { setup } = await world();
  expect((await setup('--settings')).stdout).toContain('queue.type: persisted');
  const odd = await setup('--kafka', 'k:9092" }');
  expect(odd.exitCode).toBe(2);
  expect(odd.stderr).toContain("has a character that can't be in it");
});
