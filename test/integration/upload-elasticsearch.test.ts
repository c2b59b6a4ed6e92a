import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { UploadResult } from '../../src/ship/upload-result.js';
import { adminOf, type ElasticsearchAdmin } from '../servers/elasticsearch-admin.js';
import { type ElasticsearchNode, requireElasticsearch, startElasticsearch } from '../servers/elasticsearch.js';
import { describeWith } from '../servers/requirements.js';
import { Sandbox } from '../support/cli.js';

/** Small enough for one upload to fill. */
const SETTINGS = { 'thread_pool.write.size': '1', 'thread_pool.write.queue_size': '1' };
/** Many small requests at once. */
const EAGER = { ELASTICSEARCH_BULK_BYTES: '16KB', ELASTICSEARCH_CONCURRENCY: '24' };
const PATIENT = ['--retry-delay', '0.2', '--max-retries', '1000'];

for (const version of ['8', '9'] as const) {
  describeWith(requireElasticsearch(version), `Upload to Elasticsearch ${version}`, (java) => {
    let node: ElasticsearchNode;
    let admin: ElasticsearchAdmin;
    let sandbox: Sandbox;

    beforeAll(async () => {
      node = await startElasticsearch({ version, java, settings: SETTINGS });
      admin = adminOf(node.url);
      const template = { mappings: { properties: { n: { type: 'long' } } } };
      const streams = { index_patterns: ['logs-*-*'], priority: 500, data_stream: {}, template };
      await admin.call('PUT', '/_index_template/streams', streams);
      await admin.call('PUT', '/_index_template/plain', { index_patterns: ['logs-plain*-*'], priority: 600, template });
    });
    afterAll(() => node?.stop());
    beforeEach(async () => {
      sandbox = await Sandbox.create();
      onTestFinished(() => sandbox.remove());
    });

    const argsFor = (file: string, ...more: string[]) => {
      const road = ['--no-logstash', '--elasticsearch', node.url];
      return ['upload', file, '--json', ...road, ...PATIENT, ...more];
    };
    const upload = async (file: string, ...more: string[]) => {
      const run = await sandbox.run(argsFor(file, ...more));
      return { ...run, json: JSON.parse(run.stdout) as UploadResult };
    };
    /** Starts an upload that will have to wait, and resolves when it does. */
    const startHeld = async (file: string, env: Record<string, string> = {}) => {
      const running = sandbox.start(argsFor(file), { env });
      await untilSaid(running.stderr, 'trying again');
      return async () => {
        const run = await running;
        return { exitCode: run.exitCode, json: JSON.parse(run.stdout) as UploadResult };
      };
    };
    const write = async (content: string) => {
      const file = join(sandbox.cwd, 'app.json');
      await writeFile(file, content);
      return file;
    };
    const countOf = async (tenant: string) => {
      await admin.call('POST', `/logs-${tenant}-*/_refresh`);
      return ((await admin.call('GET', `/logs-${tenant}-*/_count`)) as { count: number }).count;
    };

    describe.each([
      ['a data stream', 'stream'],
      ['a plain index', 'plain'],
    ])('into %s', (_, kind) => {
      test('the same file again leaves the same count: duplicates, and no failures', async () => {
        const file = await write(events(`${kind}-twice`, 0, 3000));
        expect(await upload(file)).toMatchObject({
          exitCode: 0,
          json: { delivered: 3000, acknowledgement: 'indexed' },
        });
        const again = await upload(file, '--restart');
        expect(again).toMatchObject({ exitCode: 0, stderr: '' });
        expect(again.json).toMatchObject({ read: 3000, delivered: 0, duplicates: 3000, rejected: 0, pending: 0 });
        expect(await countOf(`${kind}-twice`)).toBe(3000);
      });

      test('one event that does not fit the mapping is rejected, with the reason', async () => {
        const tenant = `${kind}-conflict`;
        const bad = event(tenant, 1, { n: 'words' });
        const file = await write(event(tenant, 0, { n: 1 }) + bad + event(tenant, 2, { n: 3 }));
        const { exitCode, json, stderr } = await upload(file);
        expect(exitCode).toBe(3);
        expect(json).toMatchObject({ read: 3, delivered: 2, rejected: 1, pending: 0 });
        expect(stderr).toMatch(/app\.json:2:1: rejected: .*\[n\] of type \[long\]/);
        const [row] = (await readFile(json.rejectsFile!, 'utf8')).trimEnd().split('\n');
        expect(JSON.parse(row!)).toMatchObject({ line: 2, text: bad.trimEnd() });
        expect(await countOf(tenant)).toBe(2);
      });

      test('where no event fits, the run stops, and nothing is dropped', async () => {
        const tenant = `${kind}-all`;
        await upload(await write(event(tenant, 0, { n: 1 })));
        const file = await write(Array.from({ length: 50 }, (__, seq) => event(tenant, seq, { n: 'words' })).join(''));
        const { exitCode, json, stderr } = await upload(file);
        expect(exitCode).toBe(1);
        expect(json).toMatchObject({ read: 50, delivered: 0, rejected: 0, pending: 50, rejectsFile: null });
        expect(stderr).toContain('all 50 events of a batch were refused');
      });

      test('a write block that comes in the middle holds the upload until it is gone', async () => {
        const tenant = `${kind}-block`;
        const file = await write(events(tenant, 0, 100));
        expect((await upload(file)).json.delivered).toBe(100);
        await admin.call('PUT', `/logs-${tenant}-*/_settings`, { 'index.blocks.write': true });
        await appendFile(file, events(tenant, 100, 200));
        const finish = await startHeld(file);
        expect(await countOf(tenant)).toBe(100);
        await admin.call('PUT', `/logs-${tenant}-*/_settings`, { 'index.blocks.write': null });
        expect(await finish()).toMatchObject({ exitCode: 0, json: { delivered: 100, rejected: 0, skipped: 100 } });
        expect(await countOf(tenant)).toBe(200);
      });
    });

    test('a write queue that is full (429) is waited for', async () => {
      const file = await write(events('rush', 0, 6000));
      const finish = await startHeld(file, EAGER);
      expect(await finish()).toMatchObject({ exitCode: 0, json: { delivered: 6000, rejected: 0, pending: 0 } });
      expect(await countOf('rush')).toBe(6000);
    });

    test('the shard limit is waited for', async () => {
      const file = await write(events('shards', 0, 100));
      await admin.settings({ 'cluster.max_shards_per_node': 1 });
      const finish = await startHeld(file);
      await admin.settings({ 'cluster.max_shards_per_node': null });
      expect(await finish()).toMatchObject({ exitCode: 0, json: { delivered: 100, rejected: 0 } });
      expect(await countOf('shards')).toBe(100);
    });

    test('a document is the event that a dry run shows, to the byte', async () => {
      const odd =
        '{"@timestamp":"2026-01-01T00:00:00Z","tenant_id":"plain-same","big":9007199254740993, "e":1.0e-3,"u":"\\u00fc"}';
      const file = await write(`${odd}\n`);
      const flags = ['--service', 'shop', '--set', 'a=b'];
      const { stdout } = await sandbox.run(['upload', file, '--dry-run', ...flags]);
      expect((await upload(file, ...flags)).exitCode).toBe(0);
      const [id] = await admin.idsOf('logs-plain-same-2026.01');
      const stored = await fetch(`${node.url}/logs-plain-same-2026.01/_source/${id}`);
      expect(await stored.text()).toBe(stdout.replace(/,"@metadata":\{[^}]*\}\}\n$/, '}'));
      expect(stdout).toContain('"big":9007199254740993, "e":1.0e-3');
    });

    test('a node that is killed in the middle and started again has every event once', async () => {
      const file = await write(events('killed', 0, 20_000));
      const running = sandbox.start(argsFor(file), { env: { ELASTICSEARCH_BULK_BYTES: '64KB' } });
      while ((await countOf('killed').catch(() => 0)) === 0);
      await node.kill();
      await untilSaid(running.stderr, 'trying again');
      await node.restart();
      const { exitCode, stdout } = await running;
      expect(exitCode).toBe(0);
      const { delivered, duplicates, rejected, pending } = JSON.parse(stdout) as UploadResult;
      expect({ taken: delivered + duplicates, rejected, pending }).toEqual({ taken: 20_000, rejected: 0, pending: 0 });
      expect(await countOf('killed')).toBe(20_000);
    });
  });
}

function event(tenant: string, seq: number, fields: Record<string, unknown> = {}): string {
  return `${JSON.stringify({ '@timestamp': '2026-01-01T00:00:00Z', tenant_id: tenant, seq, ...fields })}\n`;
}

function events(tenant: string, from: number, to: number): string {
  return Array.from({ length: to - from }, (_, index) => event(tenant, from + index)).join('');
}

/** Resolves when a process has said something. Rejects where it ends before. */
function untilSaid(stream: Readable, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(words)) resolve();
    });
    stream.on('end', () => reject(new Error(`it ended without saying "${words}": ${said}`)));
  });
}
