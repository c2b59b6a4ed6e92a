// Installs, builds and checks everything. Needs Node and npm alone; goes on after a stage that failed, and ends with
// `N passed, N failed`: each stage counts as one check, and each test that it runs as another.
//
//   npm test                 all stages
//   npm test -- unit cli     some of them

import process from 'node:process';
import { install } from './lib/install.mjs';
import { stages } from './lib/stages.mjs';

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(stages, name));
if (unknown.length > 0) {
  console.error(`No such stage: ${unknown.join(', ')}. There are: ${Object.keys(stages).join(' ')}`);
  process.exit(2);
}

let passed = 0;
let failed = 0;
/** @type {string[]} */
const summary = [];

/**
 * Runs a stage, and adds what it found to the counts.
 * @param {string} name
 * @param {() => Promise<import('./lib/stages.mjs').Outcome>} stage
 */
async function check(name, stage) {
  console.log(`\n── ${name} ──`);
  const start = performance.now();
  const outcome = await stage();
  const tests = { passed: 0, failed: 0, skipped: 0, ...outcome };
  passed += tests.passed + (tests.ok ? 1 : 0);
  failed += tests.failed + (tests.ok ? 0 : 1);
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(7);
  const counts = [
    ...(tests.passed + tests.failed > 0 ? [`${tests.passed} tests passed, ${tests.failed} failed`] : []),
    ...(tests.skipped > 0 ? [`${tests.skipped} skipped`] : []),
  ];
  summary.push(`${tests.ok ? 'ok    ' : 'FAILED'} ${name.padEnd(12)} ${seconds} s  ${counts.join(', ')}`.trimEnd());
  return tests.ok;
}

const installed = await check('install', async () => ({ ok: install() }));
if (installed) {
  const chosen = names.length === 0 ? Object.keys(stages) : names;
  for (const [name, stage] of Object.entries(stages)) {
    if (name === 'build' || chosen.includes(name)) await check(name, stage);
  }
}

console.log(`\n${summary.join('\n')}\n\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
