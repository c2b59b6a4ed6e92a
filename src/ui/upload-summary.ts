import { printable } from '../kit/printable.js';
import { showBytes } from '../kit/show-bytes.js';
import type { RecordCounts, UploadResult } from '../ship/upload-result.js';
import { meaningOf } from './acknowledgement.js';
import { showCount, showCountOf, showRate, showSeconds } from './numbers.js';
import { drawTable } from './table.js';
import type { Paint, Style } from './terminal.js';

const COLUMNS = ['read', 'delivered', 'duplicates', 'rejected', 'pending', 'skipped'] as const;

/** What an upload came to, for a person: a table on a terminal, a line a file in a pipe. Ends with a line end. */
export async function uploadSummary(result: UploadResult, look: { tty: boolean; paint: Paint }): Promise<string> {
  const files = look.tty ? await fileTable(result, look.paint) : fileLines(result);
  const lines = closingLines(result).map(([style, line]) => {
    const shown = printable(line);
    return `${style ? look.paint(style, shown) : shown}\n`;
  });
  return files + lines.join('');
}

function fileTable(result: UploadResult, paint: Paint): Promise<string> {
  const cells = (counts: RecordCounts) => COLUMNS.map((column) => showCount(counts[column]));
  const table = {
    head: ['file', ...COLUMNS],
    rows: result.files.map((file) => [file.path, ...cells(file)]),
    numeric: COLUMNS.map((_, index) => index + 1),
    ...(result.files.length > 1 ? { foot: ['all', ...cells(result)] } : {}),
  };
  return drawTable(table, { framed: true, paint });
}

function fileLines({ files }: UploadResult): string {
  const counts = (file: RecordCounts) => COLUMNS.map((column) => `${file[column]} ${column}`).join(', ');
  return files.map((file) => `${printable(file.path)}: ${counts(file)}\n`).join('');
}

/** What the counts mean, and what to do next. */
function closingLines(result: UploadResult): [style: Style | undefined, line: string][] {
  const { files, read, delivered, duplicates, rejected, pending, bytes, seconds, target, acknowledgement } = result;
  const resumed = files.filter(({ skipped }) => skipped > 0);
  const style = pending > 0 ? 'red' : rejected > 0 ? 'yellow' : 'green';
  const lines: [Style | undefined, string][] = resumed.map(({ path, read, skipped }) => [
    undefined,
    `${path}: ${read === 0 ? 'nothing new' : 'went on'} after ${showCountOf(skipped, 'record')} of an earlier run`,
  ]);
  if (read === 0 && resumed.length > 0) return lines;
  lines.push([
    style,
    `${showCount(delivered)} of ${showCountOf(read, 'record')} delivered to ${target} (${meaningOf[acknowledgement]})` +
      ` in ${showSeconds(seconds)}: ${showBytes(bytes)}, ${showRate(bytes, seconds)}`,
  ]);
  if (target.startsWith('udp:'))
    lines.push(['yellow', 'UDP has no acknowledgement: what was lost on the way, nobody knows']);
  if (result.fellBack) lines.push(['yellow', `Logstash stayed away: ${target} is the fallback`]);
  if (duplicates > 0) lines.push([undefined, `${showCountOf(duplicates, 'duplicate')}: the target had them already`]);
  if (result.rejectsFile !== null) {
    lines.push(['yellow', `${showCount(rejected)} rejected: kept, with the reason of each, in ${result.rejectsFile}`]);
  }
  if (pending > 0) lines.push(['red', `${showCount(pending)} pending: the same command again goes on there`]);
  return lines;
}
