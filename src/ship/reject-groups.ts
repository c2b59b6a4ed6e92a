import type { KeptReject } from '../state/reject-reader.js';

/** What rejects are counted by. */
export type RejectGrouping = 'reason' | 'file' | 'hour' | 'day';

/** How much of a time, in ISO 8601, tells an hour and a day. */
const PERIODS = { hour: 13, day: 10 } as const;

/** Records that were rejected for one reason, of one file or in one period. */
export interface RejectGroup {
  readonly reason: string;
  /** The file that the records stood in; the first of them where they are counted by time. */
  readonly path: string;
  count: number;
  /** When the first and the last of them were rejected: ISO 8601, UTC. */
  first: string;
  last: string;
  /** Where the first of them was found to be wrong, counted from 1. */
  readonly line: number;
  readonly column: number;
  /** The most often that one of them was sent again. */
  tries: number;
}

/**
 * Counts rejects. By reason and file, or by file and reason: the most frequent first, or file by file; by time and
 * reason: the oldest first. The pieces of a record that is too long are one.
 */
export async function groupRejects(
  rejects: AsyncIterable<KeptReject>,
  by: RejectGrouping = 'reason',
): Promise<RejectGroup[]> {
  const groups = new Map<string, RejectGroup>();
  for await (const { row } of rejects) {
    if (row.more) continue;
    const { reason, path, time, line, column, tries = 0 } = row;
    const place = by === 'hour' || by === 'day' ? time.slice(0, PERIODS[by]) : path;
    const name = JSON.stringify([reason, place]);
    const group = groups.get(name);
    if (group) {
      group.count++;
      if (time < group.first) group.first = time;
      if (time > group.last) group.last = time;
      group.tries = Math.max(group.tries, tries);
    } else groups.set(name, { reason, path, count: 1, first: time, last: time, line, column, tries });
  }
  return [...groups.values()].sort(ORDERS[by]);
}

type Order = (a: RejectGroup, b: RejectGroup) => number;

const byCount: Order = (a, b) => b.count - a.count;
const byPeriod =
  (period: keyof typeof PERIODS): Order =>
  (a, b) =>
    compare(a.first.slice(0, PERIODS[period]), b.first.slice(0, PERIODS[period])) || byCount(a, b);

const ORDERS: Readonly<Record<RejectGrouping, Order>> = {
  reason: byCount,
  file: (a, b) => compare(a.path, b.path) || byCount(a, b),
  hour: byPeriod('hour'),
  day: byPeriod('day'),
};

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
