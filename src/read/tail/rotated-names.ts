import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { statsOf } from './candidates.js';

/**
 * The files in the folder of a log that look like it under an earlier name, the oldest first: `app.log.1`,
 * `app.log-20260101`, `app.log.2.gz`, `app-20260101.log`.
 */
export async function rotatedFrom(path: string): Promise<string[]> {
  const folder = dirname(path);
  const name = basename(path);
  const end = extname(name);
  const stem = name.slice(0, name.length - end.length);
  const names = await readdir(folder).catch(() => []);
  const looksRotated = (other: string) =>
    other !== name && (/^[.-]/.test(other.slice(name.length)) ? other.startsWith(name) : isDated(other, stem, end));
  return names
    .filter(looksRotated)
    .map((other) => join(folder, other))
    .map((other) => ({ other, stats: statsOf(other) }))
    .filter(({ stats }) => stats?.isFile())
    .toSorted((a, b) => turnOf(b.other) - turnOf(a.other) || a.stats!.mtimeMs - b.stats!.mtimeMs)
    .map(({ other }) => other);
}

/** How many rotations ago, where the name says so: `app.log.2.gz`. Times are coarse, and late writes change them. */
function turnOf(path: string): number {
  return Number(/\.(\d{1,4})(\.gz)?$/.exec(path)?.[1] ?? 0);
}

/** `app-20260101.log`, `app.2026-01-01.log.gz` of `app.log`. */
function isDated(other: string, stem: string, end: string): boolean {
  if (stem === '' || !other.startsWith(stem)) return false;
  const rest = other.slice(stem.length).replace(/\.gz$/, '');
  return end !== '' && rest.endsWith(end) && /^[-._]\d[\d\-_.T]*$/.test(rest.slice(0, rest.length - end.length));
}
