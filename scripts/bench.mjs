// Measures logship against a plain Node loop, a bare copy, and other shippers, in one run. See docs/performance.md.
//
//   npm run bench                                   everything, about half an hour
//   npm run bench -- upload text --lines 100000     some of it, smaller
//   npm run bench -- --write                        everything, and docs/performance.md

import process from 'node:process';
import { runElasticsearchNode } from './bench/benchmarks/elasticsearch-node.mjs';
import { fileBenchmarks, runFiles } from './bench/benchmarks/files.mjs';
import { runMemory } from './bench/benchmarks/memory.mjs';
import { runRoads } from './bench/benchmarks/roads.mjs';
import { runStart } from './bench/benchmarks/start.mjs';
import { runTail } from './bench/benchmarks/tail.mjs';
import { judge } from './bench/claims.mjs';
import { machineLine } from './bench/machine.mjs';
import { checkPlatform, ownProgram, readRequest, USAGE } from './bench/options.mjs';
import { findPeers } from './bench/peers/find.mjs';
import { sectionAsText, verdictsAsText, writePage } from './bench/report.mjs';
import { runNode } from './lib/run.mjs';

/** @typedef {(options: import('./bench/options.mjs').Options) => Promise<import('./bench/report.mjs').Section>} Benchmark */

/** @type {Readonly<Record<string, Benchmark>>} */
const benchmarks = {
  ...Object.fromEntries(
    Object.keys(fileBenchmarks).map((name) => [name, (/** @type {Parameters<Benchmark>[0]} */ o) => runFiles(name, o)]),
  ),
  'elasticsearch-node': runElasticsearchNode,
  roads: runRoads,
  start: runStart,
  memory: runMemory,
  tail: runTail,
};

/** @param {string} text */
const say = (text) => console.error(text);

/** @param {import('./bench/options.mjs').Request} request */
async function bench({ names, lines, runs, program, withPeers, write }) {
  checkPlatform();
  if (program === undefined && !(await runNode('scripts/build.mjs', ['--if-stale']))) throw new Error('no build');
  if (withPeers) say('Bringing the other shippers, if they are not here yet …');
  const { peers, missing } = withPeers ? await findPeers() : { peers: [], missing: [] };
  for (const name of missing) say(`Without ${name}`);
  const machine = machineLine();
  console.log(machine);

  /** @type {Record<string, import('./bench/report.mjs').Section>} */
  const sections = {};
  for (const name of names) {
    say(`\n── ${name} ──`);
    const benchmark = benchmarks[name];
    if (benchmark === undefined) continue;
    sections[name] = await benchmark({ lines, runs, program: program ?? ownProgram, peers, say });
    console.log(sectionAsText(sections[name]));
  }
  const verdicts = judge(sections);
  console.log(verdictsAsText(verdicts));
  if (write) writePage({ machine, runs, sections: Object.values(sections), verdicts });
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/** Says how it is used where the command line can't be read. */
function request() {
  try {
    return readRequest(Object.keys(benchmarks));
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

// Folders go when the process ends by itself, not when a signal ends it.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
try {
  await bench(request());
} catch (error) {
  console.error(`The benchmark stopped: ${messageOf(error)}`);
  process.exitCode = 1;
}
