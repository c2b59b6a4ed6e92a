import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { writeEvents } from '../../test/fault/upload/events.js';
import { readArrived } from '../../test/support/arrived.js';
import { Sandbox } from '../../test/support/cli.js';
import { EVENT_BYTES, FIELDS } from './events.mjs';

/** Milliseconds between two looks at what has arrived. */
const LOOK = 5;
/** How often logship is run, at most, until it ends with 0. */
const MOST_RUNS = 8;
/** Milliseconds that a run may take beside the time that a peer hangs. */
const LIMIT = 300_000;
/** It goes on trying for longer than any fault lasts. */
const FLAGS = ['--json', '--quiet', '--max-size', '0', '--retry-delay', '0.2', '--retry-for', '10m'];

/**
 * A run of logship.
 * @typedef {ReturnType<Sandbox['start']>} Running
 *
 * What came of a cell: what did not apply says why, and so does what went wrong.
 * @typedef {object} Outcome
 * @property {Counts} [counts]
 * @property {string} [without]
 * @property {string} [wrong]
 * @property {boolean} [early] the run was over before all faults had struck
 *
 * @typedef {object} Counts
 * @property {number} sent lines of the file
 * @property {number} arrived of these, copies left aside
 * @property {number} before arrivals beyond the first
 * @property {number} after of these, what is there still when each id counts once
 */

/** A road and a fault: one file that is shipped while something breaks. */
export class Cell {
  /** @readonly */
  folder;
  /** @readonly */
  peer;
  /** @readonly */
  lines;
  /** @readonly */
  hang;
  /**
   * When the run of now is over.
   * @type {Promise<unknown>}
   */
  ended = Promise.resolve();
  over = false;
  /** @type {Running | undefined} */
  #running;

  /**
   * @param {string} folder
   * @param {import('./roads.mjs').Peer} peer
   * @param {{ lines: number, hang: number }} options
   */
  constructor(folder, peer, { lines, hang }) {
    this.folder = folder;
    this.peer = peer;
    this.lines = lines;
    this.hang = hang;
  }

  /**
   * Waits until a share of all lines has arrived. False where the run ends before.
   * @param {number} share
   */
  async reaches(share) {
    const pid = this.#running?.pid ?? 0;
    while ((await this.peer.bytes(pid)) < share * this.lines * EVENT_BYTES) {
      if (this.over) return false;
      await pause(LOOK);
    }
    return !this.over;
  }

  kill() {
    this.#running?.kill('SIGKILL');
  }

  /**
   * Runs logship until it ends by itself, while the fault strikes. Resolves with its exit code and what it printed.
   * @param {() => Running} start
   */
  async run(start) {
    const running = start();
    this.#running = running;
    this.over = false;
    this.ended = Promise.resolve(running).finally(() => (this.over = true));
    const late = setTimeout(() => this.kill(), LIMIT + this.hang * 1000);
    await this.ended;
    clearTimeout(late);
    return running;
  }
}

/**
 * @param {import('./roads.mjs').Road} road
 * @param {import('./roads.mjs').Site} site
 * @param {import('./kinds.mjs').Fault} fault
 * @param {{ lines: number, hang: number, name: string }} options
 * @returns {Promise<Outcome>}
 */
export async function runCell(road, site, fault, { lines, hang, name }) {
  const sandbox = await Sandbox.create();
  const folder = path.join(sandbox.root, 'peer');
  await fs.mkdir(folder);
  const file = path.join(sandbox.cwd, 'app.json');
  await writeEvents(file, lines, FIELDS);
  const peer = await site.peer({ folder, name, encrypted: fault.encrypted === true });
  const cell = new Cell(sandbox.root, peer, { lines, hang });
  /** @type {import('./kinds.mjs').Scene} */
  let scene = { close: async () => {} };
  try {
    scene = (await fault.prepare?.(cell)) ?? scene;
    if (scene.missing !== undefined) return { without: scene.missing };
    const env = { ...peer.settings(scene.port ?? peer.port), ...scene.settings };
    const start = () => sandbox.start(['upload', file, ...FLAGS], { env });
    const { struck, refused, failure } = await ship(cell, fault, start);
    if (failure !== undefined) return { wrong: failure };
    if (struck < fault.strikes) {
      return { early: true, wrong: `over after ${struck} of ${fault.strikes} faults: give it more --lines` };
    }
    const counts = await countArrived(await peer.collect(), lines, refused);
    return { counts, ...judge(road, fault, counts) };
  } finally {
    await scene.close();
    await peer.stop();
    await sandbox.remove();
  }
}

/**
 * Runs logship again and again until it ends with 0.
 * @param {Cell} cell
 * @param {import('./kinds.mjs').Fault} fault
 * @param {() => Running} start
 */
async function ship(cell, fault, start) {
  let struck = 0;
  let refused = 0;
  let failure = '';
  for (let run = 1; run <= MOST_RUNS; run++) {
    const running = cell.run(start);
    struck += await fault.strike(cell, run);
    const { exitCode, stdout, stderr } = await running;
    if (stdout) refused += /** @type {{ duplicates: number }} */ (JSON.parse(stdout)).duplicates;
    if (exitCode === 0) return { struck, refused };
    failure = `logship ended with ${exitCode}: ${stderr.trim()}`;
  }
  return { struck, refused, failure };
}

/**
 * @param {string} place
 * @param {number} sent
 * @param {number} refused copies that the peer did not take, since it knew their ids
 * @returns {Promise<Counts>}
 */
async function countArrived(place, sent, refused) {
  const { lost, duplicates, strayed, collisions, unexpected } = await readArrived(place, { expected: sent });
  if (collisions + unexpected.length > 0) {
    throw new Error(`${collisions} events under the id of another, ${unexpected.length} that nobody sent`);
  }
  return { sent, arrived: sent - lost.length, before: refused + duplicates + strayed, after: strayed };
}

/**
 * @param {import('./roads.mjs').Road} road
 * @param {import('./kinds.mjs').Fault} fault
 * @param {Counts} counts
 */
function judge(road, fault, { sent, arrived, after }) {
  const told = road.losses[fault.name] ?? road.losses['any'];
  if (arrived < sent && told === undefined) return { wrong: `${sent - arrived} lines are lost` };
  return after > 0 ? { wrong: `${after} lines came under two ids` } : {};
}
