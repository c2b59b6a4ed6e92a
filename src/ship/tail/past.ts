import type { Stats } from 'node:fs';
import type { InputFile } from '../../read/input.js';
import { pathsBefore } from '../../read/tail/rotated-names.js';
import type { State } from '../../state/state.js';

export interface PastOptions {
  readonly state: State;
  /** Of the first road: what was begun for another target was not begun for this one. */
  readonly target: string;
  readonly tenant: string;
  /** When this run began, in milliseconds since 1970. */
  readonly before: number;
  /** It is as if nothing had been shipped before. */
  readonly forgotten: boolean;
}

/** Milliseconds that a file may seem to be older than it is: file systems have clocks of their own. */
const COARSE = 2000;

/** What earlier runs have shipped to the target of this one. */
export class Past {
  readonly #options: PastOptions;
  /** By name: when its first file was begun, in milliseconds since 1970. */
  #begun: Promise<ReadonlyMap<string, number>> | undefined;

  constructor(options: PastOptions) {
    this.#options = options;
  }

  /** The key of a file, where an earlier run has begun it, whatever its name is now. Throws `StateError`. */
  async keyOf(path: string, file: InputFile): Promise<string | undefined> {
    const { state, target, tenant, forgotten } = this.#options;
    const found = forgotten ? undefined : await state.sources.find({ ...file, path });
    return found && (await state.checkpoints.load({ key: found.key, target, tenant })) && found.key;
  }

  /**
   * Whether a file has had a name since a file of that name was begun for the first time: it was to be shipped from its
   * start, had anybody been there. A file system may tell no birth time. Throws `StateError`.
   * @param rewritten its inode held another content that was met: it has no birth time of its own.
   */
  async isYounger(
    name: string,
    { birthtimeMs, mtimeMs }: Pick<Stats, 'birthtimeMs' | 'mtimeMs'>,
    rewritten = false,
  ): Promise<boolean> {
    if (this.#options.forgotten) return false;
    const first = (await (this.#begun ??= this.#namesBegun())).get(name);
    if (first === undefined) return false;
    const from = first - COARSE;
    return mtimeMs > from && (rewritten || birthtimeMs === 0 || birthtimeMs > from);
  }

  /** All checkpoints are looked at, once, and only where somebody asks. */
  async #namesBegun(): Promise<ReadonlyMap<string, number>> {
    const { state, target, tenant, before } = this.#options;
    const begun = new Map<string, number>();
    for (const { path, since, updatedAt } of await state.checkpoints.allFor(target, tenant)) {
      const at = Date.parse(since ?? updatedAt);
      if (at >= before) continue;
      // What was seen last under a name that rotation had given it had another one before.
      for (const name of [path, ...pathsBefore(path)]) begun.set(name, Math.min(begun.get(name) ?? Infinity, at));
    }
    return begun;
  }
}
