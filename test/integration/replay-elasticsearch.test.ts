import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { ReplayResult } from '../../src/ship/replay/result.js';
import { adminOf, type ElasticsearchAdmin } from '../servers/elasticsearch-admin.js';
import { type ElasticsearchNode, requireElasticsearch, startElasticsearch } from '../servers/elasticsearch.js';
import { describeWith } from '../servers/requirements.js';
import { Sandbox } from '../support/cli.js';

describeWith(requireElasticsearch('8'), 'Replay to Elasticsearch', (java) => {
  let node: ElasticsearchNode;
  let admin: ElasticsearchAdmin;
  beforeAll(async () => {
    node = await startElasticsearch({ version: '8', java });
    admin = adminOf(node.url);
  });
  afterAll(() => node?.stop());

  const template = (type: string) => ({
    index_patterns: ['logs-*-*'],
    priority: 500,
    template: { mappings: { properties: { n: { type } } } },
  });

  test('what a mapping refused is delivered once it is mended, under the ids that it had', async () => {
    const sandbox = await Sandbox.create();
    onTestFinished(() => sandbox.remove());
    const road = ['--no-logstash', '--elasticsearch', node.url, '--json'];
    const replay = async () => {
      const run = await sandbox.run(['replay', ...road]);
      return { ...run, json: JSON.parse(run.stdout) as ReplayResult };
    };
    await admin.call('PUT', '/_index_template/mapped', template('long'));
    const lines = Array.from({ length: 200 }, (_, seq) => {
      const n = seq % 10 === 0 ? 'words' : seq;
      return `${JSON.stringify({ '@timestamp': '2026-01-01T00:00:00Z', tenant_id: 'mend', seq, n })}\n`;
    });
    const file = join(sandbox.cwd, 'app.json');
    await writeFile(file, lines.join(''));
    expect((await sandbox.run(['upload', file, ...road])).exitCode).toBe(3);
    expect(await admin.idsOf('logs-mend-2026.01')).toHaveLength(180);

    // Nothing is mended: all of them are refused for one reason, and each has had its try.
    const again = await replay();
    expect(again).toMatchObject({ exitCode: 3, json: { read: 20, delivered: 0, rejected: 20, pending: 0 } });
    const { stdout } = await sandbox.run(['rejects', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ total: 20, groups: [{ tries: 1 }] });

    // Mended: the same documents, in an index whose mapping takes them.
    await admin.call('PUT', '/_index_template/mapped', template('keyword'));
    await admin.call('DELETE', '/logs-mend-2026.01');
    expect(await replay()).toMatchObject({ exitCode: 0, stderr: '', json: { read: 20, delivered: 20, rejected: 0 } });
    expect(await readdir(join(sandbox.state, 'rejects'))).toEqual([]);
    const replayed = await admin.idsOf('logs-mend-2026.01');
    expect(replayed).toHaveLength(20);

    // They have the ids that the file gives them: it adds the others, and finds these there.
    const whole = await sandbox.run(['upload', file, '--restart', ...road]);
    expect(JSON.parse(whole.stdout)).toMatchObject({ read: 200, delivered: 180, duplicates: 20, rejected: 0 });
    expect(await replay()).toMatchObject({ exitCode: 0, json: { read: 0 } });
  });
});
