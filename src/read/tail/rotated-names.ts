import { readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { groupBy } from '../../kit/group-by.js';
import { statsOf } from './stats-of.js';

/**
 * The files in the folder of a log that look like it under an earlier name, the oldest first: `app.log.1`,
 * `app.log-20260101`, `app.log.2.gz`, `app-20260101.log`. At once: a rotation between the look at the folder and the
 * looks at its files would give the names of old ones to younger ones.
 */
export function rotatedFrom(path: string): string[] {
  return rotatedFromEach([path]).get(path) ?? [];
}

/** The same of many logs, those left out that have none. Each folder is read once, however many logs it holds. */
export function rotatedFromEach(paths: Iterable<string>): Map<string, string[]> {
  const found: { readonly log: string; readonly path: string }[] = [];
  for (const [folder, inFolder] of groupBy(paths, dirname)) {
    const logs = new Set(inFolder.map((path) => basename(path)));
    const names = new Set(namesIn(folder));
    const start = startOfAll(logs);
    for (const name of names) {
      if (!name.startsWith(start) || isBeingCompressed(name, names)) continue;
      for (const log of namesBefore(name)) {
        if (logs.has(log)) found.push({ log: join(folder, log), path: join(folder, name) });
      }
    }
  }
  const byLog = groupBy(found, ({ log }) => log);
  return new Map(Array.from(byLog, ([log, others]) => [log, oldestFirst(others.map(({ path }) => path))]));
}

/** What a folder holds; nothing where it can't be read. At once, as `statsOf` looks. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether a name is one that a rotation gives to the file at `path`. */
export function looksRotated(other: string, path: string): boolean {
  return dirname(other) === dirname(path) && namesBefore(basename(other)).has(basename(path));
}

/** The paths that a file may have had before a rotation gave it this one. */
export function pathsBefore(path: string): string[] {
  const folder = dirname(path);
  return Array.from(namesBefore(basename(path)), (name) => join(folder, name));
}

/** Of `app.log.1`: `app.log`, and `app`. Of `app-20260101.log.gz`: `app.log` as well. */
function namesBefore(name: string): Set<string> {
  const before = new Set<string>();
  for (let at = 1; at < name.length; at++) if (isOneOf('.-', name[at])) before.add(name.slice(0, at));
  const plain = name.replace(/\.gz$/, '');
  const end = plain.lastIndexOf('.');
  for (let at = end - 1; at > 0 && isOneOf(DATE, plain[at]); at--) {
    const isDate = isOneOf('-._', plain[at]) && at + 1 < end && isOneOf(DIGITS, plain[at + 1]);
    if (isDate) before.add(plain.slice(0, at) + plain.slice(end));
  }
  return before;
}

const DIGITS = '0123456789';
const DATE = `${DIGITS}-_.T`;

function isOneOf(characters: string, character: string | undefined): boolean {
  return character !== undefined && characters.includes(character);
}

/** What every rotated name of these logs begins with, as far as that is told without a look at each. */
function startOfAll(logs: ReadonlySet<string>): string {
  const [only = ''] = logs;
  return logs.size === 1 ? only.slice(0, only.length - extname(only).length) : '';
}

function oldestFirst(paths: readonly string[]): string[] {
  return paths
    .map((path) => ({ path, stats: statsOf(path) }))
    .filter(({ stats }) => stats?.isFile())
    .toSorted((a, b) => turnOf(b.path) - turnOf(a.path) || a.stats!.mtimeMs - b.stats!.mtimeMs)
    .map(({ path }) => path);
}

/** Compression is not done with as long as what is compressed is there. */
function isBeingCompressed(name: string, names: ReadonlySet<string>): boolean {
  return name.endsWith('.gz') && names.has(name.slice(0, -'.gz'.length));
}

/** How many rotations ago, where the name says so: `app.log.2.gz`. Times are coarse, and late writes change them. */
function turnOf(path: string): number {
  return Number(/\.(\d{1,4})(\.gz)?$/.exec(path)?.[1] ?? 0);
}
