import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root } from './install.mjs';
import { node24 } from './node24.mjs';
import { runNode, runTool } from './run.mjs';
import { runVitest } from './vitest.mjs';

/**
 * What a stage found. `ok` is the check that the stage is itself; the counts are those of the tests that it ran.
 * @typedef {{ ok: boolean, passed?: number, failed?: number, skipped?: number }} Outcome
 */

/** What was generated and committed must be what would be generated now. */
async function checkGenerated() {
  const generators = fs.readdirSync(path.join(root, 'scripts')).filter((file) => /^generate.*\.mjs$/.test(file));
  let ok = generators.length > 0;
  for (const generator of generators) ok = (await runNode(`scripts/${generator}`, ['--check'])) && ok;
  return { ok };
}

/** The command line on the newest Node that we promise, beside the one that runs everything else. */
async function checkNode24() {
  const node = node24();
  if (node !== undefined) return runVitest('cli', { LOGSHIP_TEST_NODE: node });
  console.log('Skipped: npm could not bring Node 24 for this machine.');
  return { ok: process.env['CI'] !== 'true', skipped: 1 };
}

/** @type {(check: Promise<boolean>) => Promise<Outcome>} */
const plain = async (check) => ({ ok: await check });

/**
 * All stages, in the order in which they run: what is quick and tells most comes first.
 * @type {Record<string, () => Promise<Outcome>>}
 */
export const stages = {
  build: () => plain(runNode('scripts/build.mjs', ['--if-stale'])),
  format: () => plain(runTool('prettier', 'prettier', ['--check', '--log-level', 'warn', '.'])),
  lint: () => plain(runTool('oxlint', 'oxlint', ['--type-aware', '--deny-warnings'])),
  types: () => plain(runTool('typescript', 'tsc', ['-p', 'tsconfig.json'])),
  rooms: () => plain(runNode('scripts/rooms.mjs', [])),
  unused: () => plain(runTool('knip', 'knip', [])),
  generated: checkGenerated,
  unit: () => runVitest('unit'),
  property: () => runVitest('property'),
  cli: () => runVitest('cli'),
  node24: checkNode24,
  package: () => runVitest('package'),
  integration: () => runVitest('integration'),
  fault: () => runVitest('fault'),
};
