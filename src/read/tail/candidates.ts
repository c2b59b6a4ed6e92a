import { statSync, type Stats } from 'node:fs';
import { resolve, sep } from 'node:path';
import { STANDARD_INPUT } from '../stream-input.js';

/** What is at a path that may be followed. */
export interface Candidate {
  /** As a person named it, or as its pattern found it. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Undefined where there is nothing. Of a link, what it leads to. */
  readonly stats: Stats | undefined;
}

export interface NamesToFollow {
  /** Paths and patterns. A path is followed whether there is a file or not. */
  readonly names: readonly string[];
  /** Patterns of paths that are not followed. */
  readonly exclude: readonly string[];
}

/** Every path that the names stand for now, each once. Throws nothing: what can't be looked at is not there. */
export async function candidatesOf({ names, exclude }: NamesToFollow): Promise<Candidate[]> {
  const { glob, isDynamicPattern } = await import('tinyglobby');
  const found = new Map<string, Candidate>();
  const add = (name: string, path: string) => {
    if (!found.has(path)) found.set(path, { name, path, stats: statsOf(path) });
  };
  // What is found is absolute: only its separators may have to be put right.
  const find = async (pattern: string) => {
    const paths = await glob(pattern, GLOB);
    return sep === '/' ? paths : paths.map((path) => resolve(path));
  };
  const excluded = new Set<string>();
  for (const pattern of exclude) for (const path of await find(pattern)) excluded.add(path);
  for (const name of names) {
    if (name === STANDARD_INPUT) continue;
    if (!isDynamicPattern(name) || statsOf(resolve(name))) add(name, resolve(name));
    else for (const path of (await find(name)).sort()) if (!excluded.has(path)) add(path, path);
  }
  return [...found.values()];
}

/** The folder of a pattern, or of a path, in which files may appear. */
export async function folderOf(name: string): Promise<string> {
  const { isDynamicPattern } = await import('tinyglobby');
  const parts = resolve(name).split('/');
  const fixed = parts.findIndex((part) => isDynamicPattern(part));
  return (fixed < 0 ? parts.slice(0, -1) : parts.slice(0, fixed)).join('/') || '/';
}

const GLOB = { onlyFiles: true, dot: true, expandDirectories: false, absolute: true } as const;

/**
 * Looks at a path. At once and not on another thread: thousands of files that nothing happens to are looked at again
 * and again, and a round trip to a thread costs ten times the look.
 */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
