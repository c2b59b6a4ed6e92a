// Follows logs by `logship tail` for a long time while they are rotated in every way, and logship, the receiver and
// the connections between them are killed again and again; counts what arrived, and prints a table.
//
//   npm run soak                                    an hour for each row, 500 lines a second
//   npm run soak -- --seconds 120 --rate 20000
//   npm run soak -- --only 'place kept'             rows whose name holds this

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { runNode } from './lib/run.mjs';

const USAGE = `
Usage: npm run soak [-- option…]

  --seconds <number>  for each row of the table (default 3600)
  --rate <number>     lines a second that are written (default 500)
  --only <text>       rows whose name holds this`;

/**
 * @param {string} message
 * @returns {never}
 */
function refuse(message) {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        seconds: { type: 'string', default: '3600' },
        rate: { type: 'string', default: '500' },
        only: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

const { seconds, rate, only } = readOptions();
for (const [name, value] of Object.entries({ seconds, rate })) {
  if (!/^[1-9]\d*$/.test(value)) refuse(`--${name} must be a whole number, at least 1`);
}
/** Rows of the table: each takes that long, and what has to be counted behind it. */
const ROWS = 4;
const limit = ROWS * (Number(seconds) + 600) * 1000;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'logship-soak-'));
const rows = path.join(folder, 'rows.ndjson');
fs.writeFileSync(rows, '');
const tests = ['run', '--project', 'fault', 'test/fault/tail/rotation.test.ts', 'test/fault/tail/model.test.ts'];
const chosen = only === undefined ? [] : ['-t', only];
const env = { SOAK_SECONDS: seconds, SOAK_RATE: rate, SOAK_ROWS: rows };
const ran =
  (await runNode('scripts/build.mjs', ['--if-stale'])) &&
  (await runNode('node_modules/vitest/vitest.mjs', [...tests, ...chosen], env, limit));
const lines = fs.readFileSync(rows, 'utf8').split('\n');
const table = lines.filter((line) => line !== '').map((line) => JSON.parse(line));
fs.rmSync(folder, { recursive: true });
if (table.length > 0) console.log(`\n${show(table)}`);
else if (ran) console.error(`No name of a row holds '${only}'.`);
process.exitCode = ran && table.length > 0 ? 0 : 1;

/**
 * A table in Markdown.
 * @param {readonly Record<string, string | number>[]} records with the same names
 */
function show(records) {
  const names = Object.keys(records[0] ?? {});
  const cells = [
    names,
    names.map(() => '---'),
    ...records.map((record) =>
      names.map((name) =>
        Number.isFinite(record[name]) ? (record[name]?.toLocaleString('en') ?? '') : String(record[name]),
      ),
    ),
  ];
  return cells.map((line) => `| ${line.join(' | ')} |`).join('\n');
}
