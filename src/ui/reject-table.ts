import type { RejectGroup, RejectGrouping } from '../ship/reject-groups.js';
import { showCount } from './numbers.js';
import { drawTable, type Look } from './table.js';

type Column = readonly [title: string, show: (group: RejectGroup) => string];

const COUNTS: readonly Column[] = [
  ['records', ({ count }) => showCount(count)],
  ['tries', ({ tries }) => showCount(tries)],
];
const FIRST: Column = ['first', ({ first }) => shownTime(first)];
const LAST: Column = ['last', ({ last }) => shownTime(last)];
const PLACE: Column = ['first at', ({ path, line, column }) => `${path}:${line}:${column}`];
const REASON: Column = ['reason', ({ reason }) => reason];

const COLUMNS: Readonly<Record<RejectGrouping, readonly Column[]>> = {
  reason: [...COUNTS, FIRST, LAST, PLACE, REASON],
  file: [['file', ({ path }) => path], ...COUNTS, FIRST, LAST, REASON],
  hour: [['hour', ({ first }) => `${first.slice(0, 10)} ${first.slice(11, 13)}:00`], ...COUNTS, PLACE, REASON],
  day: [['day', ({ first }) => first.slice(0, 10)], ...COUNTS, PLACE, REASON],
};

/** Rejects as they were counted, for a person. Times are UTC. */
export function rejectTable(groups: readonly RejectGroup[], by: RejectGrouping, look: Look): Promise<string> {
  const columns = COLUMNS[by];
  return drawTable(
    {
      head: columns.map(([title]) => title),
      rows: groups.map((group) => columns.map(([, show]) => show(group))),
      numeric: columns.flatMap((column, index) => (COUNTS.includes(column) ? [index] : [])),
    },
    look,
  );
}

function shownTime(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 19)}`;
}
