import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startElasticsearchStandIn } from '../support/elasticsearch-stand-in.js';
import { Sandbox } from '../support/cli.js';

async function setupWorld() {
  const sandbox = await Sandbox.create();
  onTestFinished(() => sandbox.remove());
  const env = (url?: string): Record<string, string> => (url === undefined ? {} : { ELASTICSEARCH_URL: url });
  return (args: readonly string[], url?: string) => sandbox.run(['setup', 'elasticsearch', ...args], { env: env(url) });
}

describe('logship setup', () => {
  it('says what can be set up, as wrong usage', async () => {
    const sandbox = await Sandbox.create();
    onTestFinished(() => sandbox.remove());
    const { exitCode, stderr } = await sandbox.run(['setup']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Usage: logship setup');
    expect(stderr).toMatch(/^ {2}elasticsearch /m);
  });
});

describe('logship setup elasticsearch', () => {
  it('shows the requests for a cluster as it comes, where none is set', async () => {
    const run = await setupWorld();
    const { exitCode, stdout, stderr } = await run(['--dry-run', '--retention', '30d']);
    const [line, ...body] = stdout.split('\n');
    expect(exitCode).toBe(0);
    expect(line).toBe('PUT /_index_template/logship-logs');
    expect(JSON.parse(body.join('\n'))).toMatchObject({
      index_patterns: ['logs-*-19*.*', 'logs-*-20*.*'],
      priority: 101,
      template: { lifecycle: { data_retention: '30d' } },
    });
    expect(stderr).toContain('ELASTICSEARCH_URL is not set');
  });

  it('shows them where the cluster is away', async () => {
    const run = await setupWorld();
    const { exitCode, stdout } = await run(['--dry-run', '--json'], 'http://127.0.0.1:1');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      target: 'http://127.0.0.1:1',
      assumed: expect.stringContaining('nobody listens there') as unknown,
      changed: false,
      steps: [{ state: 'missing', request: { method: 'PUT', path: '/_index_template/logship-logs' } }],
    });
  });

  it.each([
    [['--retention', '30x'], '--retention "30x" is no time'],
    [['--retention', '0d'], '--retention "0d" is no time'],
    [[], 'no Elasticsearch address is set'],
  ])('%j is wrong usage', async (args, message) => {
    const run = await setupWorld();
    const { exitCode, stdout, stderr } = await run(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('ends with 1 where nobody answers', async () => {
    const run = await setupWorld();
    const { exitCode, stderr } = await run([], 'http://127.0.0.1:1');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('nobody listens there');
  });

  it('ends with 1 where somebody else answers', async () => {
    const run = await setupWorld();
    const server = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { exitCode, stderr } = await run([], `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('is no Elasticsearch');
  });

  it('ends with 4 where the credentials are refused, and says what they must allow', async () => {
    const run = await setupWorld();
    const { url } = await startElasticsearchStandIn(403);
    const { exitCode, stderr } = await run(['--dry-run'], url);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('manage_index_templates');
  });
});
