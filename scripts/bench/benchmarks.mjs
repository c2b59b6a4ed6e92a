import { runElasticsearchNode } from './benchmarks/elasticsearch-node.mjs';
import { fileBenchmarks, runFiles } from './benchmarks/files.mjs';
import { runMemory } from './benchmarks/memory.mjs';
import { runOutage } from './benchmarks/outage.mjs';
import { runRoads } from './benchmarks/roads.mjs';
import { runStart } from './benchmarks/start.mjs';
import { runTail } from './benchmarks/tail.mjs';

/** @typedef {(options: import('./options.mjs').Options) => Promise<import('./section.mjs').Section>} Benchmark */

/**
 * All benchmarks by their names, in the order of the page.
 * @type {Readonly<Record<string, Benchmark>>}
 */
export const benchmarks = {
  ...Object.fromEntries(
    Object.keys(fileBenchmarks).map((name) => [name, (/** @type {Parameters<Benchmark>[0]} */ o) => runFiles(name, o)]),
  ),
  'elasticsearch-node': runElasticsearchNode,
  roads: runRoads,
  start: runStart,
  memory: runMemory,
  tail: runTail,
  outage: runOutage,
};
