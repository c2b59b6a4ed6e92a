import type { RejectGroup } from '../ship/reject-groups.js';
import { showCount } from './numbers.js';
import { drawTable, type Look } from './table.js';

/** Rejects by reason and file, for a person. Times are UTC. */
export function rejectTable(groups: readonly RejectGroup[], look: Look): Promise<string> {
  return drawTable(
    {
      head: ['records', 'last', 'first at', 'reason'],
      rows: groups.map(({ count, last, path, line, column, reason }) => [
        showCount(count),
        `${last.slice(0, 10)} ${last.slice(11, 19)}`,
        `${path}:${line}:${column}`,
        reason,
      ]),
      numeric: [0],
    },
    look,
  );
}
