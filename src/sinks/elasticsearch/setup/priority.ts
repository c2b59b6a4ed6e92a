import type { NamedTemplate } from './cluster.js';
import { covers, overlap } from './patterns.js';

/** The stock template for logs has 100; of two that fit a name, the one of higher priority is taken alone. */
const LEAST = 101;

/** Where our template stands among the others of the cluster. */
export interface Standing {
  readonly priority: number;
  /** Templates for every name of ours, which gave the rules until now. */
  readonly displaced: readonly NamedTemplate[];
  /** Templates for some of our names that still go first there. */
  readonly ahead: readonly NamedTemplate[];
  /** Templates for some of our names that no longer hold for them. */
  readonly behind: readonly NamedTemplate[];
}

/**
 * Just above every template that fits all of our names, and no higher: who has made one for a single tenant wants that
 * one to be taken. `current` is kept where it will do. Two that fit one name may not have the same priority.
 */
export function standingOf(
  patterns: readonly string[],
  others: readonly NamedTemplate[],
  current: number | undefined,
): Standing {
  const meeting = others.filter((other) => pairs(other, patterns).some(([theirs, ours]) => overlap(theirs, ours)));
  const rivals = meeting.filter((other) => pairs(other, patterns).some(([theirs, ours]) => covers(theirs, ours)));
  const floor = Math.max(LEAST, ...rivals.map((rival) => priorityOf(rival) + 1));
  let priority = Math.max(floor, current ?? 0);
  while (meeting.some((other) => priorityOf(other) === priority)) priority++;
  const special = meeting.filter((other) => !rivals.includes(other));
  return {
    priority,
    displaced: rivals,
    ahead: special.filter((other) => priorityOf(other) > priority),
    behind: special.filter((other) => priorityOf(other) < priority),
  };
}

export function priorityOf({ index_template: { priority } }: NamedTemplate): number {
  return priority ?? 0;
}

/** Patterns of both sides: those that leave something out (`-logs-x`) are no patterns of an index template. */
function pairs({ index_template: { index_patterns } }: NamedTemplate, patterns: readonly string[]): [string, string][] {
  return [index_patterns].flat().flatMap((theirs) => patterns.map((ours): [string, string] => [theirs, ours]));
}
