// Holds the two lanes to each other for longer than `npm test` does: generated and damaged records, whole files, reads
// of any size. A failure shows the smallest case that still fails, and the seed that brings it back.
//
//   npm run fuzz          20 times the cases of `npm test`: more than two millions
//   npm run fuzz -- 200   so many times

import process from 'node:process';
import { runTool } from './lib/run.mjs';

const times = Number(process.argv[2] ?? 20);
if (!Number.isInteger(times) || times < 1) {
  console.error('How many times the cases of `npm test`? A whole number is needed.');
  process.exit(2);
}
const args = ['run', '--project', 'property', '--testTimeout', '0', 'test/property/lanes.test.ts'];
process.exitCode = (await runTool('vitest', 'vitest', args, { LOGSHIP_FUZZ: String(times) })) ? 0 : 1;
