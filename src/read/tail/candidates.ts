import type { Stats } from 'node:fs';
import { resolve } from 'node:path';
import { STANDARD_INPUT } from '../stream-input.js';
import type { Listings } from './listings.js';
import { statsOf } from './stats-of.js';

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

/** By path: all that the names stand for now. Throws nothing: what can't be looked at is not there. */
export async function candidatesOf(
  { names, exclude }: NamesToFollow,
  listings: Listings,
): Promise<ReadonlyMap<string, Candidate>> {
  const { isDynamicPattern } = await import('tinyglobby');
  const found = new Map<string, Candidate>();
  const add = (name: string, path: string) => {
    if (!found.has(path)) found.set(path, { name, path, stats: statsOf(path) });
  };
  const excluded = new Set<string>();
  for (const pattern of exclude) for (const path of await listings.find(pattern)) excluded.add(path);
  for (const name of names) {
    if (name === STANDARD_INPUT) continue;
    if (!isDynamicPattern(name) || statsOf(resolve(name))) add(name, resolve(name));
    else for (const path of await listings.find(name)) if (!excluded.has(path)) add(path, path);
  }
  return found;
}

/** The folder of a pattern, or of a path, in which files may appear. */
export async function folderOf(name: string): Promise<string> {
  const { isDynamicPattern } = await import('tinyglobby');
  const parts = resolve(name).split('/');
  const fixed = parts.findIndex((part) => isDynamicPattern(part));
  return (fixed < 0 ? parts.slice(0, -1) : parts.slice(0, fixed)).join('/') || '/';
}
