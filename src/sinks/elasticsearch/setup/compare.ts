import { createHash } from 'node:crypto';

/** What something says, as `path` → value in words: whichever way it is written, equal contents have equal facts. */
export type Facts = ReadonlyMap<string, string>;

/** Flattens a JSON value under a path. */
export function factsOf(value: unknown, path = ''): Facts {
  const facts = new Map<string, string>();
  const visit = (inner: unknown, at: string): void => {
    if (typeof inner !== 'object' || inner === null) facts.set(at, String(inner));
    else for (const [key, next] of Object.entries(inner)) visit(next, at === '' ? key : `${at}.${key}`);
  };
  visit(value, path);
  return facts;
}

/** The paths at which two differ, sorted; none where they say the same. */
export function differences(one: Facts, other: Facts): string[] {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter((path) => one.get(path) !== other.get(path)).sort();
}

/** A short text that is equal for equal facts alone: tells whether somebody has changed what logship wrote. */
export function fingerprintOf(facts: Facts): string {
  const lines = [...facts].map(([path, value]) => `${path} = ${value}`).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
}
