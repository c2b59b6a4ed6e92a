import type { KeptReject } from '../state/reject-reader.js';

/** Records of one file that were rejected for one reason. */
export interface RejectGroup {
  readonly reason: string;
  /** The file that the records stood in. */
  readonly path: string;
  count: number;
  /** When the first and the last of them were rejected: ISO 8601, UTC. */
  first: string;
  last: string;
  /** Where the first of them was found to be wrong, counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** Counts rejects by reason and file, the most frequent first. The pieces of a record that is too long are one. */
export async function groupRejects(rejects: AsyncIterable<KeptReject>): Promise<RejectGroup[]> {
  const groups = new Map<string, RejectGroup>();
  for await (const { row } of rejects) {
    if (row.more) continue;
    const { reason, path, time, line, column } = row;
    const name = JSON.stringify([reason, path]);
    const group = groups.get(name);
    if (group) {
      group.count++;
      if (time < group.first) group.first = time;
      if (time > group.last) group.last = time;
    } else groups.set(name, { reason, path, count: 1, first: time, last: time, line, column });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}
