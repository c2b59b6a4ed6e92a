import { parseArgs } from 'node:util';
import { faults } from './kinds.mjs';
import { roads } from './roads.mjs';

/**
 * What is to be shown.
 * @typedef {object} Request
 * @property {readonly import('./roads.mjs').Road[]} roads
 * @property {readonly import('./kinds.mjs').Fault[]} faults
 * @property {number | undefined} lines of each file; default: what suits the road
 * @property {number} hang seconds that a peer hangs
 * @property {boolean} write the table into docs/delivery.md
 */

export const USAGE = `Usage: npm run faults [-- option…]

  --roads <names>     some of: ${roads.map(({ name }) => name).join(' ')}
  --faults <names>    some of: ${faults.map(({ name }) => name).join(' ')}
  --lines <number>    lines of each file (default: what suits the road)
  --hang <seconds>    how long a peer hangs (default 60)
  --write             write the table into docs/delivery.md; only when everything is run
`;

/**
 * Reads the command line. Throws an error that says what is wrong with it.
 * @returns {Request}
 */
export function readRequest() {
  const { values } = parseArgs({
    options: {
      roads: { type: 'string' },
      faults: { type: 'string' },
      lines: { type: 'string' },
      hang: { type: 'string', default: '60' },
      write: { type: 'boolean', default: false },
    },
  });
  const lines = values.lines === undefined ? undefined : Number(values.lines);
  const hang = Number(values.hang);
  if (lines !== undefined && !(Number.isInteger(lines) && lines >= 1000)) {
    throw new Error('--lines must be a whole number, at least 1000');
  }
  if (!(hang > 0)) throw new Error('--hang must be a number of seconds');
  const partial = [values.roads, values.faults, values.lines].some((value) => value !== undefined) || hang < 60;
  if (values.write && partial) throw new Error('--write needs a run of everything');
  return {
    roads: chosen(roads, values.roads),
    faults: chosen(faults, values.faults),
    lines,
    hang,
    write: values.write,
  };
}

/**
 * @template {{ name: string }} T
 * @param {readonly T[]} known
 * @param {string | undefined} names separated by commas; none: all
 */
function chosen(known, names) {
  if (names === undefined) return known;
  return names.split(',').map((name) => {
    const found = known.find((one) => one.name === name);
    if (found === undefined) throw new Error(`${name}? There are: ${known.map((one) => one.name).join(' ')}`);
    return found;
  });
}
