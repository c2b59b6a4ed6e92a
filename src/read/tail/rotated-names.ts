import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { statsOf } from './candidates.js';

/**
 * The files in the folder of a log that look like it under an earlier name, the oldest first: `app.log.1`,
 * `app.log-20260101`, `app.log.2.gz`, `app-20260101.log`.
 */
export async function rotatedFrom(path: string): Promise<string[]> {
  const folder = dirname(path);
  const names = new Set(await readdir(folder).catch(() => []));
  return [...names]
    .filter((other) => !isBeingCompressed(other, names))
    .map((other) => join(folder, other))
    .filter((other) => looksRotated(other, path))
    .map((other) => ({ other, stats: statsOf(other) }))
    .filter(({ stats }) => stats?.isFile())
    .toSorted((a, b) => turnOf(b.other) - turnOf(a.other) || a.stats!.mtimeMs - b.stats!.mtimeMs)
    .map(({ other }) => other);
}

/** Compression is not done with as long as what is compressed is there. */
function isBeingCompressed(name: string, names: ReadonlySet<string>): boolean {
  return name.endsWith('.gz') && names.has(name.slice(0, -'.gz'.length));
}

/** Whether a name is one that a rotation gives to the file at `path`. */
export function looksRotated(other: string, path: string): boolean {
  if (other === path || dirname(other) !== dirname(path)) return false;
  const [name, rotated] = [basename(path), basename(other)];
  if (rotated.startsWith(name) && /^[.-]/.test(rotated.slice(name.length))) return true;
  const end = extname(name);
  return isDated(rotated, name.slice(0, name.length - end.length), end);
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
