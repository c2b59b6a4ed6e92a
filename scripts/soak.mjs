// Rotates a log under `logship tail` for a long time, while both sides are killed every few seconds, and counts.
//
//   npm run soak                                    an hour for each kind of rotation, 500 lines a second
//   npm run soak -- --seconds 120 --rate 20000

import process from 'node:process';
import { parseArgs } from 'node:util';
import { runNode } from './lib/run.mjs';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '3600' }, rate: { type: 'string', default: '500' } },
});
const { seconds, rate } = values;
for (const [name, value] of Object.entries({ seconds, rate })) {
  if (!/^[1-9]\d*$/.test(value)) {
    console.error(`--${name} must be a whole number, at least 1`);
    process.exit(2);
  }
}
/** Milliseconds: two kinds of rotation, and what has to be counted behind each. */
const limit = (2 * Number(seconds) + 1200) * 1000;
const tests = ['run', '--project', 'fault', 'test/fault/tail'];
const env = { SOAK_SECONDS: seconds, SOAK_RATE: rate };
const ran =
  (await runNode('scripts/build.mjs', ['--if-stale'])) &&
  (await runNode('node_modules/vitest/vitest.mjs', tests, env, limit));
process.exitCode = ran ? 0 : 1;
