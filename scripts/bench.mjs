// Measures logship against a plain Node loop, a bare copy, and other shippers. See docs/performance.md.
//
//   npm run bench                                   everything, about half an hour
//   npm run bench -- upload text --lines 100000     some of it, smaller
//   npm run bench -- upload text --write            some of it, and what docs/performance.md says of that

import path from 'node:path';
import process from 'node:process';
import { benchmarks } from './bench/benchmarks.mjs';
import { judge } from './bench/claims.mjs';
import { circumstances } from './bench/machine.mjs';
import { checkPlatform, ownProgram, readRequest, USAGE } from './bench/options.mjs';
import { performancePage } from './bench/page.mjs';
import { findPeers } from './bench/peers/find.mjs';
import { writeRecord } from './bench/records.mjs';
import { sectionAsText, verdictsAsText } from './bench/report.mjs';
import { writeWhole } from './bench/write-whole.mjs';
import { root } from './lib/install.mjs';
import { runNode } from './lib/run.mjs';

/** @param {string} text */
const say = (text) => console.error(text);

/** @param {import('./bench/options.mjs').Request} request */
async function bench({ names, lines, runs, outageSeconds, program = ownProgram, withPeers, write }) {
  checkPlatform();
  if (program === ownProgram && !(await runNode('scripts/build.mjs', ['--if-stale']))) throw new Error('no build');
  if (withPeers) say('Bringing the other shippers, if they are not here yet …');
  const { peers, missing } = withPeers ? await findPeers() : { peers: [], missing: [] };
  for (const name of missing) say(`Without ${name}`);

  /** @type {Record<string, import('./bench/records.mjs').Kept>} */
  const sections = {};
  for (const [name, benchmark] of Object.entries(benchmarks)) {
    if (!names.includes(name)) continue;
    say(`\n── ${name} ──`);
    try {
      const run = await circumstances(program);
      const section = { ...(await benchmark({ lines, runs, outageSeconds, program, peers, missing, say })), run };
      sections[name] = section;
      console.log(sectionAsText(section));
      if (write) record(name, section);
    } catch (error) {
      // What the others find is worth having all the same.
      complain(`${name} stopped`, error);
    }
  }
  console.log(verdictsAsText(judge(sections)));
}

/**
 * Keeps a section at once, so that a benchmark that stops later takes nothing with it.
 * @param {string} name
 * @param {import('./bench/records.mjs').Kept} section
 */
function record(name, section) {
  writeRecord(name, section);
  for (const [file, text] of Object.entries(performancePage())) writeWhole(path.join(root, file), text);
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/**
 * @param {string} what
 * @param {unknown} error
 */
function complain(what, error) {
  console.error(`${what}: ${messageOf(error)}`);
  process.exitCode = 1;
}

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
  complain('The benchmark stopped', error);
}
