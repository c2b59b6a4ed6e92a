import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../support/cli.js';
import { startElasticsearchStandIn } from '../support/elasticsearch-stand-in.js';
import { eventLines, seqsOf, uploadWorld } from './upload-world.js';

const NOBODY = ['--host', '127.0.0.1', '--port', '1'];

describe('a Logstash that is not there', () => {
  it('is tried again as the settings say, and what is pending goes with the next run', async () => {
    const { sandbox, write, peer, result } = await uploadWorld();
    await write('a.json', eventLines(0, 10));
    const schedule = ['--max-retries', '2', '--retry-delay', '0.05'];
    const { exitCode, stdout, stderr } = await sandbox.run(['upload', 'a.json', ...NOBODY, ...schedule]);
    expect(exitCode).toBe(1);
    const refused = 'logship: tcp://127.0.0.1:1: the connection was refused: nothing listens there';
    expect(stderr).toBe(
      `${refused}; trying again in 0.1s\n`.repeat(2) +
        `${refused}\n  Is Logstash running, with a tcp input on port 1?\n  See each step with \`logship test-message\`.\n`,
    );
    expect(stdout).toContain('0 of 10 records delivered');
    expect(stdout).toContain('10 pending: the same command again goes on there');
    expect((await result(['a.json'])).json).toMatchObject({ delivered: 10, pending: 0 });
    expect(seqsOf(peer)).toHaveLength(10);
  });

  it('under its default name fails at once, and says what to do', async () => {
    const { sandbox, write } = await uploadWorld();
    await write('a.json', eventLines(0, 1));
    const { exitCode, stderr } = await sandbox.run(['upload', 'a.json']);
    expect(exitCode).toBe(1);
    expect(stderr).not.toContain('trying again');
    expect(stderr).toContain('the host name logstash is unknown');
    expect(stderr).toContain('LOGSTASH_HOST');
    expect(stderr).toContain('`logship receive`');
  });

  it('is replaced by Elasticsearch where that is set', async () => {
    const { sandbox, write } = await uploadWorld();
    await write('a.json', `${eventLines(0, 10)}{"tenant_id":"acme","seq":10}\n`);
    const { url, documents } = await startElasticsearchStandIn();
    const args = ['upload', 'a.json', ...NOBODY, '--max-retries', '0', '--elasticsearch', url];
    const { exitCode, stdout, stderr } = await sandbox.run([...args, '--json']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`falling back to ${url}`);
    expect(JSON.parse(stdout)).toMatchObject({
      delivered: 11,
      target: url,
      acknowledgement: 'indexed',
      fellBack: true,
    });
    const stored = [...documents.values()] as Record<string, unknown>[];
    expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: 11 }, (_, seq) => seq));
    expect(stored.every((document) => !('@metadata' in document))).toBe(true);
    const again = await sandbox.run(args);
    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
    expect(again.stdout).toContain('nothing new');
  });

  it('and an Elasticsearch that is not there either: all is pending', async () => {
    const { sandbox, write } = await uploadWorld();
    await write('a.json', eventLines(0, 10));
    const roads = [...NOBODY, '--elasticsearch', 'http://127.0.0.1:1', '--max-retries', '1', '--retry-delay', '0'];
    const { exitCode, stdout, stderr } = await sandbox.run(['upload', 'a.json', '--json', ...roads]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ delivered: 0, pending: 10, fellBack: true });
    expect(stderr).toContain('http://127.0.0.1:1: nobody listens there');
  });
});

it.each([
  ['--no-logstash', {}],
  ['USE_LOGSTASH', { USE_LOGSTASH: 'False' }],
])('%s goes straight to Elasticsearch', async (flag, env) => {
  const { write, upload, peer } = await uploadWorld();
  await write('a.json', eventLines(0, 10));
  const { url, documents } = await startElasticsearchStandIn();
  const flags = flag.startsWith('--') ? [flag] : [];
  const { exitCode, stdout } = await upload(['a.json', ...flags, '--elasticsearch', url, '--json'], { env });
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ delivered: 10, target: url, fellBack: false });
  expect(documents.size).toBe(10);
  expect(peer.connections).toBe(0);
});

it('refused credentials end with exit code 4, and everything is pending', async () => {
  const { write, upload } = await uploadWorld();
  await write('a.json', eventLines(0, 10));
  const { url } = await startElasticsearchStandIn(401);
  const { exitCode, stdout, stderr } = await upload(['a.json', '--no-logstash', '--elasticsearch', url, '--json']);
  expect(exitCode).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({ delivered: 0, rejected: 0, pending: 10 });
  expect(stderr).not.toContain('trying again');
});

it('secrets are never shown, and never kept', async () => {
  const { sandbox, write } = await uploadWorld();
  await write('a.json', eventLines(0, 10));
  const env = { ELASTICSEARCH_URL: 'http://someone:pass-w0rd@127.0.0.1:1' };
  const roads = ['--no-logstash', '--max-retries', '1', '--retry-delay', '0', '--verbose'];
  const { exitCode, stdout, stderr } = await sandbox.run(['upload', 'a.json', ...roads], { env });
  expect(exitCode).toBe(1);
  const kept = await Promise.all((await filesUnder(sandbox)).map((file) => readFile(file, 'utf8')));
  expect(kept.length).toBeGreaterThan(0);
  expect([stdout, stderr, ...kept].join('\n')).not.toContain('pass-w0rd');
});

describe('wrong usage', () => {
  it.each([
    [['--no-logstash'], 'no Elasticsearch is set'],
    [['--tenant', 'A B'], 'the tenant "A B"'],
    [['--max-retries', 'x'], '--max-retries'],
    [['--set', 'x'], '--set'],
    [['--unknown'], "unknown option '--unknown'"],
  ])('%j', async (flags, message) => {
    const { write, upload, peer } = await uploadWorld();
    await write('a.json', eventLines(0, 1));
    const { exitCode, stdout, stderr } = await upload(['a.json', ...flags]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(peer.connections).toBe(0);
  });
});

async function filesUnder({ state }: Sandbox): Promise<string[]> {
  const entries = await readdir(state, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
