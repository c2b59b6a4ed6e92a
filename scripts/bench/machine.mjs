import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Where, when and of what a section was measured.
 * @typedef {object} Circumstances
 * @property {string} date of its beginning, UTC
 * @property {string} machine with its system and Node
 * @property {number} busy percent of all cores that others used just before
 * @property {string} logship its version and commit
 */

/** Milliseconds for which others are watched before a benchmark. */
const WATCHED = 3000;

function machine() {
  const cpus = os.cpus();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  const model = cpus[0]?.model.trim() ?? 'unknown CPU';
  return `${model}, ${cpus.length} cores, ${memory} GiB; Linux ${os.release()}; Node ${process.version}`;
}

/** The machine in one line, with its load now: on a busy one no number means much. */
export function machineLine() {
  const [load = 0] = os.loadavg();
  return `${machine()}; load before ${load.toFixed(2)}`;
}

/**
 * @param {string} program the bin/logship.js that is measured
 * @returns {Promise<Circumstances>}
 */
export async function circumstances(program) {
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    busy: await othersUse(),
    logship: logshipAt(program),
  };
}

/** @param {Circumstances} circumstances */
export function circumstancesLine({ date, machine, busy, logship }) {
  return `${date}; ${machine}; ${logship}; ${busy} % busy before`;
}

/** The load average remembers minutes, and so the benchmark before; this looks at now. */
async function othersUse() {
  const before = times();
  await pause(WATCHED);
  const after = times();
  return Math.round((1 - (after.idle - before.idle) / (after.all - before.all)) * 100);
}

function times() {
  const cores = os.cpus().map((cpu) => cpu.times);
  const sum = (/** @type {number[]} */ values) => values.reduce((total, value) => total + value, 0);
  return { idle: sum(cores.map((core) => core.idle)), all: sum(cores.flatMap((core) => Object.values(core))) };
}

/** @param {string} program */
function logshipAt(program) {
  const version = execFileSync(process.execPath, [program, '--version'], { encoding: 'utf8' }).trim();
  const git = (/** @type {string[]} */ args) =>
    execFileSync('git', args, { cwd: path.dirname(program), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const changed = git(['status', '--porcelain', ':/src']) === '' ? '' : ' with changes';
    return `logship ${version} at ${git(['rev-parse', '--short', 'HEAD']).trim()}${changed}`;
  } catch {
    // A package that npm brought is in no repository.
    return `logship ${version}`;
  }
}
