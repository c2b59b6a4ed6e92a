import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * What the benchmarks are run with.
 * @typedef {object} Options
 * @property {number} lines of the largest NDJSON file; the others are in proportion
 * @property {number} runs of each contestant
 * @property {number} outageSeconds of `outage`
 * @property {string} program the path of bin/logship.js
 * @property {readonly import('./peers/find.mjs').Peer[]} peers
 * @property {readonly string[]} missing peers that are not to be had, and why
 * @property {(text: string) => void} say tells what goes on
 *
 * @typedef {object} Request
 * @property {readonly string[]} names of the benchmarks to run
 * @property {number} lines
 * @property {number} runs
 * @property {number} outageSeconds
 * @property {string | undefined} program another build of logship
 * @property {boolean} withPeers
 * @property {boolean} write what is found on record, and docs/performance.md
 */

export const USAGE = `Usage: npm run bench [-- name… [option…]]

  --lines <number>    lines of the NDJSON file (default 1000000)
  --runs <number>     runs of each contestant (default 3)
  --outage-seconds <number>
                      how long targets are away in outage (default 120)
  --logship <path>    the bin/logship.js of another build
  --no-peers          without rsyslog, syslog-ng and logagent
  --write             put what is found on record, and into docs/performance.md
`;

/**
 * Reads the command line. Throws an error that says what is wrong with it.
 * @param {readonly string[]} known names of all benchmarks
 * @returns {Request}
 */
export function readRequest(known) {
  const { values, positionals: names } = parseArgs({
    allowPositionals: true,
    options: {
      lines: { type: 'string', default: '1000000' },
      runs: { type: 'string', default: '3' },
      'outage-seconds': { type: 'string', default: '120' },
      logship: { type: 'string' },
      'no-peers': { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`no such benchmark: ${unknown.join(', ')}. There are: ${known.join(' ')}`);
  const lines = Number(values.lines);
  const runs = Number(values.runs);
  if (!Number.isInteger(lines) || lines < 1000) throw new Error('--lines must be a whole number, at least 1000');
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a whole number, at least 1');
  const outageSeconds = Number(values['outage-seconds']);
  if (!(outageSeconds >= 1)) throw new Error('--outage-seconds must be a number, at least 1');
  const withPeers = !values['no-peers'];
  if (values.write && !withPeers) throw new Error('--write needs the peers');
  const program = values.logship === undefined ? undefined : path.resolve(values.logship);
  return {
    names: names.length === 0 ? known : names,
    lines,
    runs,
    outageSeconds,
    program,
    withPeers,
    write: values.write,
  };
}

/** The project's own bin/logship.js. */
export const ownProgram = fileURLToPath(new URL('../../bin/logship.js', import.meta.url));

/** The benchmark reads /proc and measures by bash. */
export function checkPlatform() {
  if (process.platform !== 'linux') throw new Error('the benchmark needs Linux');
}
