import process from 'node:process';
import { runCell } from './cell.mjs';

/**
 * A row of the table.
 * @typedef {import('./cell.mjs').Outcome & { road: string, fault: string, why: string }} Row
 */

/** Why a fault does not apply, by what it needs. */
const WITHOUT = {
  connects: 'it has no connections',
  relays: 'no such relay can stand there',
  answers: 'the peer says nothing that could be cut in two',
  encrypts: 'it is not encrypted here',
};

/** A run that is over before all faults have struck is tried again with three times the lines: machines differ. */
const MOST_TRIES = 3;

/**
 * Runs the roads side by side, since most of the time something waits there, and the faults of each one after the other.
 * @param {import('./options.mjs').Request} request
 * @param {(text: string) => void} say
 */
export async function runTable({ roads, ...request }, say) {
  const found = await Promise.all(roads.map((road) => runRoad(road, request, say)));
  return { rows: found.flatMap(({ rows }) => rows), versions: found.flatMap(({ versions }) => versions) };
}

/**
 * @param {import('./roads.mjs').Road} road
 * @param {Omit<import('./options.mjs').Request, 'roads'>} request
 * @param {(text: string) => void} say
 * @returns {Promise<{ rows: Row[], versions: string[] }>}
 */
async function runRoad(road, { faults, lines, hang, write }, say) {
  const opened = await road.open();
  if ('missing' in opened) {
    const wrong = write || process.env['CI'] === 'true' ? { wrong: opened.missing } : {};
    const without = opened.missing;
    return { rows: [{ road: road.title, fault: '', without, why: without, ...wrong }], versions: [] };
  }
  const { site } = opened;
  const rows = [];
  try {
    for (const [index, fault] of faults.entries()) {
      const options = { lines: lines ?? road.lines, hang, name: `cell-${index}` };
      const row = rowOf(road, fault, hang, await outcomeOf(road, site, fault, options));
      say(`${row.road}, ${row.fault}: ${textOf(row)}`);
      rows.push(row);
    }
  } finally {
    await site.close();
  }
  return { rows, versions: [`${road.title}: ${site.version}`] };
}

/**
 * @param {import('./roads.mjs').Road} road
 * @param {import('./roads.mjs').Site} site
 * @param {import('./kinds.mjs').Fault} fault
 * @param {{ lines: number, hang: number, name: string }} options
 * @returns {Promise<import('./cell.mjs').Outcome>}
 */
async function outcomeOf(road, site, fault, options) {
  if (fault.needs !== undefined && !road.traits.has(fault.needs)) return { without: WITHOUT[fault.needs] };
  try {
    for (let tries = 1; ; tries++) {
      const lines = options.lines * 3 ** (tries - 1);
      const outcome = await runCell(road, site, fault, { ...options, lines, name: `${options.name}-${tries}` });
      if (!outcome.early || tries === MOST_TRIES) return outcome;
    }
  } catch (error) {
    return { wrong: /** @type {Error} */ (error).message };
  }
}

/**
 * @param {import('./roads.mjs').Road} road
 * @param {import('./kinds.mjs').Fault} fault
 * @param {number} hang
 * @param {import('./cell.mjs').Outcome} outcome
 * @returns {Row}
 */
function rowOf(road, fault, hang, outcome) {
  const { counts, without = '', wrong } = outcome;
  const lost = counts !== undefined && counts.arrived < counts.sent;
  const told = lost ? (road.losses[fault.name] ?? road.losses['any'] ?? '') : '';
  return { road: road.title, fault: fault.title(hang), ...outcome, why: wrong ?? (told || without) };
}

/** @param {Row} row */
function textOf({ counts, why }) {
  if (!counts) return why;
  const { sent, arrived, before, after } = counts;
  return `${sent} sent, ${sent - arrived} lost, ${before} came twice, ${after} by id. ${why}`.trim();
}
