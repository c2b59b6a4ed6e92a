import { circumstancesLine } from './machine.mjs';
import { tableAsMarkdown, tableAsText } from './table.mjs';

const WORDS = { true: 'met', false: 'not met', undefined: 'not measured' };

/** @param {import('./claims.mjs').Verdict} verdict */
function wordOf({ met }) {
  return WORDS[/** @type {'true' | 'false' | 'undefined'} */ (String(met))];
}

/** @param {import('./records.mjs').Kept} section */
export function sectionAsText({ title, run, intro, table, remarks }) {
  return [`\n${title}`, circumstancesLine(run), intro, '', tableAsText(table), ...remarks].join('\n');
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
 * The text of docs/performance.md.
 * @param {import('./records.mjs').Records} records
 * @param {readonly import('./claims.mjs').Verdict[]} verdicts
 * @param {string} notes what no benchmark measures, in Markdown
 */
export function pageOf(records, verdicts, notes) {
  const claims = verdicts.map((verdict) => [
    verdict.claim,
    verdict.numbers,
    titleOf(records, verdict),
    wordOf(verdict),
  ]);
  return `# Performance

Made from the records in \`scripts/bench/results/\`, which \`npm run bench -- --write\` writes; do not edit. Each section
below is one run: what its table compares was measured together, turn by turn, on the machine and the day that it names.
Numbers of different sections were measured at different times; every claim is judged within one of them.

Every number is of whole processes, their start and end included: logship ends when the receiver has confirmed that it
read everything, the daemons are stopped when their last line has arrived. Every run has a sink of its own, in another
process, that counts the lines; a row with † did not bring all of them, or not with the fields. "sink busy" is the most
that the sink used of one core: but for the copy, it is not what limits anybody.

- **Node loop**: what one writes by hand, read lines, parse, set fields, stringify, send. Its bytes are the same as
  logship's, byte for byte; the run stops where they are not.
- **copy**: those same bytes, sent as they are.
- **rsyslog, syslog-ng** (packages of Debian) and **logagent** (from npm): parse the JSON, add \`tenant_id\`, \`source\`,
  \`environment\` and \`tags\`, send JSON lines. They make no ids. Their configuration is in \`scripts/bench/peers/\`.

## Claims

${tableAsMarkdown({ head: ['claim', 'measured', 'in the section', ''], rows: claims, names: 4 })}

${Object.values(records).map(sectionAsMarkdown).join('\n\n')}

${notes.trim()}
`;
}

/**
 * @param {import('./records.mjs').Records} records
 * @param {import('./claims.mjs').Verdict} verdict
 */
function titleOf(records, { section, met }) {
  return met === undefined ? '' : (records[section]?.title ?? '');
}

/** @param {import('./records.mjs').Kept} section */
function sectionAsMarkdown({ title, run, intro, table, remarks }) {
  const notes = remarks.map((remark) => `\n\n${remark}`).join('');
  return `## ${title}\n\n> ${circumstancesLine(run)}\n\n${intro}\n\n${tableAsMarkdown(table)}${notes}`;
}
