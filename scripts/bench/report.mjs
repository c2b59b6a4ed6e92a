import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tableAsMarkdown, tableAsText } from './table.mjs';

/**
 * What a benchmark found: a table to show, and the numbers behind it to judge by.
 * @typedef {object} Section
 * @property {string} title
 * @property {string} intro
 * @property {import('./table.mjs').Table} table
 * @property {string[]} remarks
 * @property {readonly import('./contest.mjs').Row[]} [rows]
 * @property {readonly Start[]} [starts]
 * @property {readonly Size[]} [sizes]
 * @property {Following} [tail]
 * @property {Readonly<Record<string, number>>} [rates] lines/s by road
 *
 * @typedef {object} Following
 * @property {{ p50: number, p99: number, most: number }} latency ms
 * @property {{ cpu: number, rss: number }} idle percent of a core, bytes
 * @property {number} share rate of a backlog against that of an upload
 * @property {string | undefined} fault
 *
 * @typedef {object} Start
 * @property {string} name
 * @property {import('./statistics.mjs').Spread} cpu ms
 *
 * @typedef {object} Size
 * @property {import('./data.mjs').Data} data
 * @property {number} seconds
 * @property {number} rss bytes
 * @property {string | undefined} fault
 */

const NOTES = fileURLToPath(new URL('notes.md', import.meta.url));
const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

const WORDS = { true: 'met', false: 'not met', undefined: 'not measured' };

/** @param {import('./claims.mjs').Verdict} verdict */
function wordOf({ met }) {
  return WORDS[/** @type {'true' | 'false' | 'undefined'} */ (String(met))];
}

/** @param {Section} section */
export function sectionAsText({ title, intro, table, remarks }) {
  return [`\n${title}`, intro, '', tableAsText(table), ...remarks.map((remark) => `† ${remark}`)].join('\n');
}

/** @param {readonly import('./claims.mjs').Verdict[]} verdicts */
export function verdictsAsText(verdicts) {
  const width = Math.max(...verdicts.map(({ claim }) => claim.length));
  const lines = verdicts.map((verdict) =>
    `${wordOf(verdict).padEnd(12)}  ${verdict.claim.padEnd(width)}  ${verdict.numbers}`.trimEnd(),
  );
  return ['\nClaims', ...lines].join('\n');
}

/**
 * Writes docs/performance.md.
 * @param {{ machine: string, runs: number, sections: readonly Section[],
 *   verdicts: readonly import('./claims.mjs').Verdict[] }} report
 */
export function writePage({ machine, runs, sections, verdicts }) {
  const claims = verdicts.map((verdict) => [verdict.claim, verdict.numbers, wordOf(verdict)]);
  const page = `# Performance

Written by \`npm run bench -- --write\`; do not edit. All numbers come from one run, on this machine:

> ${machine}

Every number is of whole processes, their start and end included: logship ends when the receiver has confirmed that it
read everything, the daemons are stopped when their last line has arrived. Where nothing else is said, numbers are
medians of ${runs} runs, taken turn by turn. Every run has a sink of its own, in another process, that counts the lines;
a row with † did not bring all of them, or not with the fields. "sink busy" is the most that the sink used of one core:
but for the copy, it is not what limits anybody.

- **Node loop**: what one writes by hand, read lines, parse, set fields, stringify, send. Its bytes are the same as
  logship's, byte for byte; the run stops where they are not.
- **copy**: those same bytes, sent as they are.
- **rsyslog, syslog-ng** (packages of Debian) and **logagent** (from npm): parse the JSON, add \`tenant_id\`, \`source\`,
  \`environment\` and \`tags\`, send JSON lines. They make no ids. Their configuration is in \`scripts/bench/peers/\`.

## Claims

${tableAsMarkdown({ head: ['claim', 'measured', ''], rows: claims, names: 3 })}

${sections.map(sectionAsMarkdown).join('\n\n')}

${fs.readFileSync(NOTES, 'utf8').trim()}
`;
  fs.writeFileSync(PAGE, page);
}

/** @param {Section} section */
function sectionAsMarkdown({ title, intro, table, remarks }) {
  const notes = remarks.map((remark) => `\n\n† ${remark}`).join('');
  return `## ${title}\n\n${intro}\n\n${tableAsMarkdown(table)}${notes}`;
}
