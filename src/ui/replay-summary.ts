import { basename } from 'node:path';
import { printable } from '../kit/printable.js';
import type { ReplayCounts, ReplayResult } from '../ship/replay/result.js';
import { meaningOf } from './acknowledgement.js';
import { showCount, showCountOf, showSeconds } from './numbers.js';
import { drawTable, type Look } from './table.js';
import type { Style } from './terminal.js';

const COLUMNS = ['read', 'delivered', 'duplicates', 'rejected', 'pending'] as const;

/** What a replay came to, for a person: a row for each file that something was sent from. Ends with a line end. */
export async function replaySummary(result: ReplayResult, look: Look): Promise<string> {
  const files = result.files.filter(({ read }) => read > 0);
  const cells = (counts: ReplayCounts) => COLUMNS.map((column) => showCount(counts[column]));
  const table = {
    head: ['rejects', ...COLUMNS],
    rows: files.map((file) => [basename(file.path), ...cells(file)]),
    numeric: COLUMNS.map((_, index) => index + 1),
    ...(files.length > 1 ? { foot: ['all', ...cells(result)] } : {}),
  };
  const drawn = files.length > 0 ? await drawTable(table, look) : '';
  const lines = closingLines(result).map(([style, line]) => {
    const shown = printable(line);
    return `${style ? look.paint(style, shown) : shown}\n`;
  });
  return drawn + lines.join('');
}

/** What the counts mean, and what to do next. */
function closingLines(result: ReplayResult): [style: Style | undefined, line: string][] {
  const { read, delivered, duplicates, rejected, pending, left, target, acknowledgement, fellBack, seconds } = result;
  if (read === 0) return [[undefined, left > 0 ? `nothing to send: ${leftOut(left)}` : 'no rejected records to send']];
  const style = pending > 0 ? 'red' : rejected > 0 ? 'yellow' : 'green';
  const lines: [Style | undefined, string][] = [
    [
      style,
      `${showCount(delivered)} of ${showCountOf(read, 'rejected record')} delivered to ${target}` +
        ` (${meaningOf[acknowledgement]}) in ${showSeconds(seconds)}`,
    ],
  ];
  if (target.startsWith('udp:'))
    lines.push(['yellow', 'UDP has no acknowledgement: what was lost on the way, nobody knows']);
  if (fellBack) lines.push(['yellow', `the first target stayed away: ${target} is the fallback`]);
  if (duplicates > 0) lines.push([undefined, `${showCountOf(duplicates, 'duplicate')}: the target had them already`]);
  if (rejected > 0)
    lines.push(['yellow', `${showCount(rejected)} rejected again, and kept: logship rejects tells why`]);
  if (pending > 0) lines.push(['red', `${showCount(pending)} pending, and kept: the same command again sends them`]);
  if (left > 0) lines.push([undefined, leftOut(left)]);
  return lines;
}

function leftOut(left: number): string {
  return `${showCount(left)} left alone, as --since and --reason say`;
}
