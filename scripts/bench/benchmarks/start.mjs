import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { logshipCommand } from '../contestants.mjs';
import { makeData } from '../data.mjs';
import { Measured } from '../measure.mjs';
import { Sink } from '../sink.mjs';
import { spreadOf } from '../statistics.mjs';
import { megabytes } from '../table.mjs';
import { withFolder } from '../temporary.mjs';

/** A start is short, and its CPU time spreads. */
const STARTS = 15;
const TEN = 10;

/**
 * What a start costs: CPU of the whole process, against that of Node doing nothing.
 * @param {import('../options.mjs').Options} options
 * @returns {Promise<import('../section.mjs').Section>}
 */
export async function runStart({ program, say }) {
  const usages = await withFolder((folder) => startAll(program, folder));
  say(`  ${STARTS} starts of each`);
  const starts = [...usages].map(([name, all]) => ({
    name,
    cpu: spreadOf(all.map((usage) => usage.cpu * 1000)),
    seconds: spreadOf(all.map((usage) => usage.seconds * 1000)),
    rss: spreadOf(all.map((usage) => usage.rss)),
  }));
  return {
    title: 'Start',
    intro: `Medians of ${STARTS} starts, turn by turn.`,
    table: {
      names: 1,
      head: ['command', 'CPU ms', 'min–max', 'wall ms', 'peak RSS MB'],
      rows: starts.map(({ name, cpu, seconds, rss }) => [
        name,
        cpu.median.toFixed(0),
        `${cpu.least.toFixed(0)}–${cpu.most.toFixed(0)}`,
        seconds.median.toFixed(0),
        megabytes(rss.median),
      ]),
    },
    starts,
    remarks: [],
  };
}

/**
 * Starts each command in its turn.
 * @param {string} program
 * @param {string} folder
 */
async function startAll(program, folder) {
  const data = await makeData('ndjson', TEN);
  const sink = await Sink.start('tcp', STARTS * TEN);
  /** @type {Record<string, () => import('../measure.mjs').Command>} */
  const commands = {
    'node -e 0': () => nodeCommand(['-e', '0'], folder),
    'logship --version': () => nodeCommand([program, '--version'], folder),
    'logship --help': () => nodeCommand([program, '--help'], folder),
    'logship upload of ten lines': () => {
      const fresh = fs.mkdtempSync(path.join(folder, 'upload-'));
      return logshipCommand(program, { data, transport: 'tcp', port: sink.port, folder: fresh });
    },
  };
  /** @type {Map<string, import('../measure.mjs').Usage[]>} */
  const usages = new Map(Object.keys(commands).map((name) => [name, []]));
  for (let start = 0; start < STARTS; start++) {
    for (const [name, command] of Object.entries(commands)) {
      const running = new Measured(command());
      const usage = await running.ended;
      if (usage.exitCode !== 0) throw new Error(`${name} ended with ${usage.exitCode}: ${running.errors}`);
      usages.get(name)?.push(usage);
    }
  }
  await sink.stop();
  return usages;
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @returns {import('../measure.mjs').Command}
 */
function nodeCommand(args, cwd) {
  return { file: process.execPath, args, cwd };
}
