import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { ElasticsearchAdmin } from '../servers/elasticsearch-admin.js';
import { Sandbox } from '../support/cli.js';

/** A cluster to set up, and how logship gets into it. */
export interface SetupCluster {
  readonly url: string;
  readonly admin: ElasticsearchAdmin;
  readonly env: Readonly<Record<string, string>>;
}

const TEMPLATE = '/_index_template/logship-logs';
const TIME = '"@timestamp":"2026-01-01T00:00:00.123456789Z"';

/** What `logship setup elasticsearch` must do in a real cluster. Leaves its template behind. */
export function checkSetup(clusterOf: () => SetupCluster): void {
  let sandbox: Sandbox;
  let cluster: SetupCluster;
  beforeEach(async () => {
    cluster = clusterOf();
    sandbox = await Sandbox.create();
    onTestFinished(() => sandbox.remove());
  });

  const setup = async (...args: string[]) => {
    const { url, env } = cluster;
    const { exitCode, stdout, stderr } = await sandbox.run(
      ['setup', 'elasticsearch', '--json', '--elasticsearch', url, ...args],
      { env },
    );
    return { exitCode, stderr, json: stdout === '' ? undefined : (JSON.parse(stdout) as Record<string, unknown>) };
  };
  const stored = async () => {
    const answer = await cluster.admin.call('GET', `${TEMPLATE}?filter_path=-**.created_date*,-**.modified_date*`);
    return (answer as { index_templates: { index_template: Record<string, unknown> }[] }).index_templates[0]!
      .index_template;
  };
  /** What a new stream would get. */
  const simulated = async () => {
    const answer = await cluster.admin.call('POST', '/_index_template/_simulate_index/logs-acme-2026.01');
    return (answer as { template: Record<string, unknown> }).template;
  };

  describe('logship setup elasticsearch', () => {
    test('shows what it would send, and sends nothing that changes the cluster', async () => {
      const { exitCode, json } = await setup('--dry-run', '--retention', '30d');
      expect({ exitCode, ...json }).toMatchObject({
        exitCode: 0,
        assumed: null,
        changed: false,
        priority: 101,
        lifecycle: 'data stream lifecycle',
        retention: '30d',
        steps: [{ what: 'index template', state: 'missing', request: { method: 'PUT', path: TEMPLATE } }],
      });
      await expect(stored()).rejects.toThrow('404');
    });

    test('writes the template, finds it there the next time, and brings it up to date', async () => {
      expect(await setup('--retention', '30d')).toMatchObject({ exitCode: 0, json: { changed: true } });
      const before = await stored();
      expect(await setup('--retention', '30d')).toMatchObject({
        exitCode: 0,
        json: { changed: false, steps: [{ state: 'unchanged', changes: [] }] },
      });
      expect(await stored()).toEqual(before);
      expect(await setup('--retention', '7d')).toMatchObject({
        exitCode: 0,
        json: { changed: true, steps: [{ state: 'outdated', changes: ['lifecycle.data_retention'] }] },
      });
      expect(await stored()).toMatchObject({ template: { lifecycle: { enabled: true, data_retention: '7d' } } });
    });

    test('goes before the stock template, and before one for all tenants', async () => {
      const { admin } = cluster;
      const stock = { index_patterns: ['logs-*-*'], priority: 100, data_stream: {}, _meta: { managed: true } };
      await admin.call('PUT', '/_index_template/logs', stock);
      expect(await setup('--retention', '7d')).toMatchObject({ json: { priority: 101, changed: false, remarks: [] } });
      await admin.call('PUT', '/_index_template/mine', { index_patterns: ['logs-*'], priority: 400, data_stream: {} });
      const { json } = await setup('--retention', '7d');
      expect(json).toMatchObject({ priority: 401, changed: true });
      expect(json!['remarks']).toEqual([
        expect.stringContaining('template mine (logs-*; priority 400) no longer holds'),
      ]);
      expect(await simulated()).toMatchObject({ mappings: { subobjects: false } });
      await admin.call('DELETE', '/_index_template/mine');
      await admin.call('DELETE', '/_index_template/logs');
    });

    test('does not overwrite what somebody has changed, unless it is told to', async () => {
      const { template, ...rest } = (await stored()) as { template: object };
      const changed = { ...rest, template: { ...template, settings: { index: { number_of_replicas: '0' } } } };
      await cluster.admin.call('PUT', TEMPLATE, changed);
      const { exitCode, stderr } = await setup('--retention', '7d');
      expect(exitCode).toBe(2);
      expect(stderr).toContain('somebody has changed it: nothing was sent');
      expect(await stored()).toMatchObject({ template: { settings: { index: { number_of_replicas: '0' } } } });
      expect(await setup('--retention', '7d', '--overwrite')).toMatchObject({
        exitCode: 0,
        json: { changed: true, steps: [{ state: 'foreign' }] },
      });
      expect(await stored()).toMatchObject({ template: { settings: { index: { mode: 'standard' } } } });
    });

    test('says in words what it did', async () => {
      const { stdout } = await sandbox.run(['setup', 'elasticsearch', '--elasticsearch', cluster.url], {
        env: cluster.env,
      });
      expect(stdout).toMatch(/^Elasticsearch [\d.]+ \(logship-test\) at http/);
      expect(stdout).toContain('index template logship-logs: updated (lifecycle.data_retention)');
      expect(stdout).toContain('events are kept');
    });

    test('makes a mapping that takes events of every kind, and finds them again', async () => {
      const lines = [
        `{${TIME},"message":"payment of order 7 failed","level":"error","host":"web1","event":"pay","took":12}`,
        `{${TIME},"message":"ok","host":{"name":"web1","ip":"10.1.2.3"},"event":{"original":"find me","action":"pay"}}`,
        `{${TIME},"took":"a while","error":{"message":"disk is full","stack_trace":"at a\\nat b"},"log":{"offset":5}}`,
        `{${TIME},"source":{"ip":"10.9.9.9"},"client":{"geo":{"location":{"lat":1.5,"lon":2.5}}},"date":"2026-01-01"}`,
        `{${TIME},"date":"never","big":9007199254740993,"huge":123456789012345678901234567890,"rate":0.1}`,
      ].map((line) => line.replace('{', '{"tenant_id":"setup",'));
      const file = join(sandbox.cwd, 'app.json');
      await writeFile(file, `${lines.join('\n')}\n`);
      const { url, env, admin } = cluster;
      const args = ['upload', file, '--no-logstash', '--elasticsearch', url, '--service', 'shop', '--json'];
      const { exitCode, stdout } = await sandbox.run(args, { env });
      expect({ exitCode, ...JSON.parse(stdout) }).toMatchObject({ exitCode: 0, delivered: 5, rejected: 0 });

      const stream = 'logs-setup-2026.01';
      await admin.call('POST', `/${stream}/_refresh`);
      const mapping = Object.entries((await admin.call('GET', `/${stream}/_mapping`)) as object);
      expect(mapping).toHaveLength(1);
      expect(mapping[0]![0]).toMatch(/^\.ds-logs-setup-2026\.01-.*-000001$/);
      const types = (mapping[0]![1] as { mappings: { properties: Record<string, { type: string }> } }).mappings
        .properties;
      expect(types).toMatchObject({
        '@timestamp': { type: 'date' },
        message: { type: 'text' },
        level: { type: 'keyword' },
        service_name: { type: 'keyword' },
        tenant_id: { type: 'keyword' },
        tags: { type: 'keyword' },
        host: { type: 'keyword' },
        'host.name': { type: 'keyword' },
        'host.ip': { type: 'ip' },
        event: { type: 'keyword' },
        'event.original': { type: 'keyword', index: false, doc_values: false },
        'error.message': { type: 'text' },
        'error.stack_trace': { type: 'text' },
        'log.offset': { type: 'long' },
        source: { type: 'keyword' },
        'source.ip': { type: 'ip' },
        'client.geo.location': { type: 'geo_point' },
        date: { type: 'keyword' },
        took: { type: 'long' },
        rate: { type: 'double' },
      });

      const hits = async (query: object) => {
        const answer = await admin.call('POST', `/${stream}/_search`, { query });
        return (answer as { hits: { total: { value: number } } }).hits.total.value;
      };
      expect(await hits({ match_phrase: { message: 'order 7' } })).toBe(1);
      expect(await hits({ term: { 'host.name': 'web1' } })).toBe(1);
      expect(await hits({ term: { host: 'web1' } })).toBe(1);
      expect(await hits({ term: { 'host.ip': '10.1.0.0/16' } })).toBe(1);
      expect(await hits({ term: { level: 'ERROR' } })).toBe(1);
      expect(await hits({ term: { tags: 'service:shop' } })).toBe(5);
      expect(await hits({ terms: { _ignored: ['took', 'huge'] } })).toBe(2);
      await expect(hits({ term: { 'event.original': 'find me' } })).rejects.toThrow('not indexed');
    });
  });
}
