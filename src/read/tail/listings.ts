import { resolve, sep } from 'node:path';
import { statsOf } from './stats-of.js';

/** Milliseconds for which a listing is trusted at most. */
const TRUSTED = 60_000;
/**
 * Milliseconds that the last change of a folder must be old: the times of files are coarse, and another change of the
 * same moment would not show.
 */
const COARSE = 2000;

const GLOB = { onlyFiles: true, dot: true, expandDirectories: false, absolute: true } as const;

/** What a pattern was found to stand for. */
interface Listing {
  readonly paths: readonly string[];
  /** When, and when its folder had been changed last. Milliseconds since 1970. */
  readonly listedAt: number;
  readonly changedAt: number;
}

export interface ListingsOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Believe a folder that says it has not changed. Those of a network may say so too long. */
  readonly trustful: boolean;
}

/**
 * The files that patterns stand for. Of thousands of files that nothing happens to, listing them again and again is what
 * costs most: as long as a folder does not change, what it holds is known.
 */
export class Listings {
  readonly #options: ListingsOptions;
  readonly #known = new Map<string, Listing>();

  constructor(options: ListingsOptions) {
    this.#options = options;
  }

  /** Absolute paths, in the order of their names. */
  async find(pattern: string): Promise<readonly string[]> {
    const { now, trustful } = this.#options;
    const listedAt = now();
    const changedAt = trustful ? await this.#changedAt(pattern) : undefined;
    const known = this.#known.get(pattern);
    if (known && known.changedAt === changedAt && isWithin(listedAt - known.listedAt, TRUSTED)) return known.paths;
    const { glob } = await import('tinyglobby');
    const found = await glob(pattern, GLOB);
    // What is found is absolute: only its separators may have to be put right.
    const paths = (sep === '/' ? found : found.map((path) => resolve(path))).sort();
    if (changedAt !== undefined && listedAt - changedAt > COARSE) {
      this.#known.set(pattern, { paths, listedAt, changedAt });
    } else this.#known.delete(pattern);
    return paths;
  }

  /** When the only folder was changed in which a pattern finds anything; undefined where there may be several. */
  async #changedAt(pattern: string): Promise<number | undefined> {
    const { isDynamicPattern } = await import('tinyglobby');
    const parts = resolve(pattern).split('/');
    const folder = parts.slice(0, -1);
    if (folder.some((part) => isDynamicPattern(part)) || parts.at(-1)?.includes('**')) return undefined;
    return statsOf(folder.join('/') || '/')?.mtimeMs;
  }
}

function isWithin(age: number, limit: number): boolean {
  return age >= 0 && age < limit;
}
