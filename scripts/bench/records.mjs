import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchmarks } from './benchmarks.mjs';
import { writeWhole } from './write-whole.mjs';

/**
 * A section on record, and the run that it is from. The page is made from the records; nobody writes numbers by hand.
 * @typedef {import('./section.mjs').Section & { run: import('./machine.mjs').Circumstances }} Kept
 * @typedef {Readonly<Record<string, Kept>>} Records by the name of the benchmark, in the order of the page
 */

const FOLDER = fileURLToPath(new URL('results', import.meta.url));

/**
 * Every section on record. A benchmark that was never run with `--write` has none.
 * @param {string} [folder]
 * @returns {Records}
 */
export function readRecords(folder = FOLDER) {
  const files = Object.keys(benchmarks).map((name) => /** @type {const} */ ([name, fileOf(folder, name)]));
  const there = files.filter(([, file]) => fs.existsSync(file));
  return Object.fromEntries(there.map(([name, file]) => [name, JSON.parse(fs.readFileSync(file, 'utf8'))]));
}

/**
 * Puts a section in the place of an earlier one.
 * @param {string} name of the benchmark
 * @param {Kept} section
 * @param {string} [folder]
 */
export function writeRecord(name, section, folder = FOLDER) {
  writeWhole(fileOf(folder, name), `${JSON.stringify(section, null, 2)}\n`);
}

/**
 * @param {string} folder
 * @param {string} name
 */
const fileOf = (folder, name) => path.join(folder, `${name}.json`);
