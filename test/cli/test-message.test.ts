import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Sandbox } from '../support/cli.js';
import { startElasticsearchStandIn } from '../support/elasticsearch-stand-in.js';
import { startPeer } from '../support/peers/peer.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await Sandbox.create();
});
afterEach(() => sandbox.remove());

const test = (...args: string[]) => sandbox.run(['test-message', ...args]);

/** A Logstash that reads, and confirms. Gives the flags that lead there. */
async function startLogstash(): Promise<string[]> {
  const peer = await startPeer({ folder: sandbox.home }, (socket) => ({ end: () => socket.end() }));
  onTestFinished(() => peer.close());
  return ['--host', '127.0.0.1', '--port', String(peer.port)];
}

/** What Logstash got. */
async function received(): Promise<Record<string, unknown>[]> {
  const names = (await readdir(sandbox.home)).filter((name) => name.startsWith('connection-')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(sandbox.home, name), 'utf8')));
  return texts.flatMap((text) => text.split('\n').filter(Boolean)).map((line) => JSON.parse(line));
}

const NOBODY = ['--host', '127.0.0.1', '--port', '1'];

describe('logship test-message', () => {
  it('shows each step with its time, and the id of the event', async () => {
    const { exitCode, stdout, stderr } = await test(...(await startLogstash()), 'hello', '--service', 'shop');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const steps = [...stdout.matchAll(/^ {2}(\w+) +[\d.]+ m?s {2}(.+)$/gm)].map(([, name]) => name);
    expect(steps).toEqual(['name', 'connect', 'send', 'confirmed']);
    expect(stdout).toContain('read by the TCP peer');
    const [event] = await received();
    expect(event).toMatchObject({ message: 'hello', level: 'INFO', service_name: 'shop', tags: ['service:shop'] });
    expect(stdout).toContain((event!['@metadata'] as { _id: string })._id);
  });

  it('sends an event of the time that --timestamp names', async () => {
    const logstash = await startLogstash();
    expect((await test(...logstash, '--timestamp', '2026-01-02T03:04:05+01:00')).exitCode).toBe(0);
    expect(await received()).toMatchObject([{ '@timestamp': '2026-01-02T02:04:05.000Z' }]);
  });

  it('refuses a time that is none', async () => {
    const { exitCode, stderr } = await test(...NOBODY, '--timestamp', 'yesterday');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--timestamp "yesterday" is no time');
  });

  it('tries both roads, with the same event', async () => {
    const { url, documents } = await startElasticsearchStandIn();
    const { exitCode, stdout } = await test(...(await startLogstash()), '--elasticsearch', url, '--json');
    expect(exitCode).toBe(0);
    const result = JSON.parse(stdout) as { id: string; roads: { steps: { name: string }[] }[] };
    expect(result).toMatchObject({
      ok: true,
      roads: [
        { product: 'Logstash', acknowledgement: 'read', error: null },
        { product: 'Elasticsearch', target: url, acknowledgement: 'indexed', error: null },
      ],
    });
    for (const { steps } of result.roads) {
      expect(steps.map(({ name }) => name)).toEqual(['resolve', 'connect', 'send', 'confirm']);
    }
    expect([...documents.keys()]).toEqual([result.id]);
    expect(await received()).toMatchObject([{ '@metadata': { _id: result.id } }]);
  });

  it('sends to each of several hosts by itself', async () => {
    const [one, other] = [await startLogstash(), await startLogstash()];
    const hosts = [one, other].map((flags) => `127.0.0.1:${flags.at(-1)}`);
    const { exitCode, stdout } = await test('--to', `tcp://${hosts.join(',')}`, '--json');
    expect(exitCode).toBe(0);
    const { id, roads } = JSON.parse(stdout) as { id: string; roads: unknown[] };
    expect(roads).toMatchObject(hosts.map((host) => ({ target: `tcp://${host}`, error: null })));
    expect(await received()).toMatchObject([{ '@metadata': { _id: id } }, { '@metadata': { _id: id } }]);
  });

  it('ends with 1 where one of several hosts fails, and tells which', async () => {
    const port = (await startLogstash()).at(-1);
    const { exitCode, stdout, stderr } = await test('--to', `tcp://127.0.0.1:1,127.0.0.1:${port}`);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('tcp://127.0.0.1:1: the connection was refused');
    expect(stdout).toContain(`tcp://127.0.0.1:${port}`);
    expect(await received()).toHaveLength(1);
  });

  it('says which step failed, why, and what to do next', async () => {
    const { exitCode, stdout, stderr } = await test(...NOBODY);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/name +[\d.]+ ms {2}127\.0\.0\.1\n$/);
    expect(stderr).toMatch(/^logship: tcp:\/\/127\.0\.0\.1:1: the connection was refused.*\n {2}Is Logstash running/);
  });

  it('goes on with the second road where the first one fails, and ends with 1', async () => {
    const { url, documents } = await startElasticsearchStandIn();
    const { exitCode, stdout } = await test(...NOBODY, '--elasticsearch', url, '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      roads: [{ error: { message: expect.stringContaining('refused') } }, { error: null }],
    });
    expect(documents.size).toBe(1);
  });

  it('ends with 4 where the credentials are refused', async () => {
    const { url } = await startElasticsearchStandIn(401);
    const { exitCode, stderr } = await test('--no-logstash', '--elasticsearch', url);
    expect(exitCode).toBe(4);
    expect(stderr).toContain(url);
  });

  it('proves with --failover that the fallback takes over, as often as the settings try', async () => {
    const { url, documents } = await startElasticsearchStandIn();
    const retries = ['--max-retries', '2', '--retry-delay', '0.01'];
    const { exitCode, stdout, stderr } = await test(
      ...(await startLogstash()),
      '--elasticsearch',
      url,
      '--failover',
      ...retries,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('indexed by Elasticsearch');
    expect(stderr.match(/refused on purpose.*trying again/g)).toHaveLength(2);
    expect(stderr).toContain(`falling back to ${url}`);
    expect([...documents.values()]).toMatchObject([{ message: 'logship test message' }]);
    expect(await received()).toEqual([]);
  });

  it.each([
    [['--failover'], 'needs a second target'],
    [['--failover', '--no-logstash', '--elasticsearch', 'http://127.0.0.1:1'], 'needs Logstash, to fall back from'],
    [['--no-logstash'], 'no Elasticsearch is set'],
    [['--tenant', 'Acme'], 'capital letters'],
  ])('refuses %j before anything is sent', async (flags, message) => {
    const { exitCode, stderr } = await test(...flags);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  it('says nothing on success with --quiet', async () => {
    const result = await test(...(await startLogstash()), '--quiet');
    expect(result).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  });

  it('escapes what could command a terminal, and never shows a password', async () => {
    const { stdout, stderr } = await test('--no-logstash', '--elasticsearch', 'http://u:hunter2@127.0.0.1:1');
    expect(stdout + stderr).not.toContain('hunter2');
    expect((await test('--host', 'a\u001B[2J')).stderr).not.toContain('\u001B');
  });
});
