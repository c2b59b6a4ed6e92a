import { register } from 'node:module';
import { logship, loop } from '../contestants.mjs';
import { makeData } from '../data.mjs';
import { Measured } from '../measure.mjs';
import { mediansOf, spreadOf } from '../statistics.mjs';
import { grouped, megabytes } from '../table.mjs';
import { withFolder } from '../temporary.mjs';

/** A real node indexes some ten thousand documents a second: more of them say nothing new. */
const MOST_LINES = 100_000;

/** Every run begins with no index: all are deleted by a pattern. */
const SETTINGS = { 'action.destructive_requires_name': 'false' };

/**
 * Into a real Elasticsearch: how much of its time is the shipper's.
 * @param {import('../options.mjs').Options} options
 * @returns {Promise<import('../section.mjs').Section>}
 */
export async function runElasticsearchNode({ program, lines, runs, say }) {
  register('../typescript-hooks.mjs', import.meta.url);
  const { requireElasticsearch, startElasticsearch } = await import('../../../test/servers/elasticsearch.js');
  const data = await makeData('ndjson', Math.min(lines, MOST_LINES));
  const section = {
    title: 'NDJSON to a real Elasticsearch',
    intro: `${grouped(data.lines)} lines to one node of 8.19 on the same machine, a fresh index each time. ${mediansOf(runs)}`,
    remarks: [],
  };
  const head = ['who', 'documents/s', 'min–max', 'CPU-s/M documents', 'peak RSS MB'];
  const needed = requireElasticsearch('8');
  if ('missing' in needed) return { ...section, table: { head, rows: [], names: 1 }, remarks: [needed.missing] };

  const node = await startElasticsearch({ version: '8', java: needed.found, settings: SETTINGS });
  try {
    /** @type {Map<import('../contestants.mjs').Contestant, import('../measure.mjs').Usage[]>} */
    const usages = new Map([logship(program), loop('benchbenchbe')].map((contestant) => [contestant, []]));
    for (let run = 1; run <= runs; run++) {
      for (const [contestant, all] of usages) {
        const usage = await index(contestant, data, node);
        all.push(usage);
        say(`  ${run}/${runs} ${contestant.name}: ${usage.seconds.toFixed(2)} s`);
      }
    }
    const rows = [...usages].map(([{ name }, all]) => cellsOf(name, data, all));
    return { ...section, table: { head, rows, names: 1 } };
  } finally {
    await node.stop();
  }
}

/**
 * One run. Throws where the node does not hold every document afterwards.
 * @param {import('../contestants.mjs').Contestant} contestant
 * @param {import('../data.mjs').Data} data
 * @param {{ url: string, port: number }} node
 */
function index(contestant, data, { url, port }) {
  return withFolder(async (folder) => {
    const running = new Measured(contestant.command({ data, transport: 'http', port, folder }));
    const usage = await running.ended;
    await fetch(`${url}/logs-*/_refresh`, { method: 'POST' });
    const { count } = /** @type {{ count: number }} */ (await (await fetch(`${url}/logs-*/_count`)).json());
    await fetch(`${url}/logs-*`, { method: 'DELETE' });
    if (usage.exitCode !== 0 || count !== data.lines) {
      throw new Error(`${contestant.name}: ${count} of ${data.lines} documents are there. ${running.errors}`);
    }
    return usage;
  });
}

/**
 * @param {string} name
 * @param {import('../data.mjs').Data} data
 * @param {readonly import('../measure.mjs').Usage[]} usages
 */
function cellsOf(name, { lines }, usages) {
  const seconds = spreadOf(usages.map((usage) => usage.seconds));
  const cpu = spreadOf(usages.map((usage) => usage.cpu));
  const rss = spreadOf(usages.map((usage) => usage.rss));
  return [
    name,
    grouped(lines / seconds.median),
    `${grouped(lines / seconds.most)}–${grouped(lines / seconds.least)}`,
    ((cpu.median / lines) * 1e6).toFixed(2),
    megabytes(rss.median),
  ];
}
