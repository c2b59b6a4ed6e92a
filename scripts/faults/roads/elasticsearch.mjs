import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { requireElasticsearch, startElasticsearch } from '../../../test/servers/elasticsearch.js';
import { adminOf } from '../../../test/servers/elasticsearch-admin.js';
import { EVENT_BYTES } from '../events.mjs';

const PAGE = 10_000;

/** @type {import('../roads.mjs').Road} */
export const elasticsearch = {
  name: 'elasticsearch',
  title: 'Elasticsearch',
  lines: 20_000,
  traits: new Set(['connects', 'relays', 'answers']),
  losses: {},
  async open() {
    const needed = requireElasticsearch('8');
    if ('missing' in needed) return needed;
    const node = await startElasticsearch({ version: '8', java: needed.found });
    const admin = adminOf(node.url);
    return {
      site: {
        version: 'Elasticsearch 8.19 (its 409s are told as duplicates)',
        close: () => node.stop(),
        peer: async ({ folder, name }) => ({
          port: node.port,
          // Small requests, so that the fault meets many of them.
          settings: (port) => ({
            USE_LOGSTASH: 'false',
            ELASTICSEARCH_URL: `http://127.0.0.1:${port}`,
            ELASTICSEARCH_BULK_BYTES: '256KB',
            LOGSHIP_TENANT: name,
          }),
          pid: () => node.pid,
          kill: () => node.kill(),
          restart: () => node.restart(),
          bytes: async () => (await count(node.url, name)) * EVENT_BYTES,
          async collect() {
            const file = path.join(folder, 'documents.ndjson');
            await writeFile(file, await documents(admin, `logs-${name}-*`));
            return file;
          },
          stop: async () => {},
        }),
      },
    };
  },
};

/**
 * Documents of a tenant that can be counted now.
 * @param {string} url
 * @param {string} name
 */
async function count(url, name) {
  try {
    const index = `${url}/logs-${name}-*`;
    await fetch(`${index}/_refresh`, { method: 'POST' });
    const answer = /** @type {{ count?: number }} */ (await (await fetch(`${index}/_count`)).json());
    return answer.count ?? 0;
  } catch {
    return 0;
  }
}

/**
 * All documents of an index, as lines with their number and their id.
 * @param {import('../../../test/servers/elasticsearch-admin.js').ElasticsearchAdmin} admin
 * @param {string} index
 */
async function documents(admin, index) {
  await admin.call('POST', `/${index}/_refresh`);
  const lines = [];
  let after;
  do {
    const body = { size: PAGE, _source: ['seq'], sort: ['seq'], ...(after ? { search_after: after } : {}) };
    const answer = /** @type {{ hits: { hits: { _id: string, _source: { seq: number }, sort: number[] }[] } }} */ (
      await admin.call('POST', `/${index}/_search`, body)
    );
    const { hits } = answer.hits;
    for (const { _id, _source } of hits) lines.push(`${JSON.stringify({ ..._source, '@metadata': { _id } })}\n`);
    after = hits.at(-1)?.sort;
  } while (after !== undefined);
  return lines.join('');
}
