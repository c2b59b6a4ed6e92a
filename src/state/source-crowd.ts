import { inodeOf } from '../kit/same-file.js';
import type { FileView } from './file-view.js';
import type { SourceEntry } from './source-entry.js';

/**
 * Sources that begin with the same bytes, more than can be looked at for each further file that does: thousands of logs
 * may have one header. Those whose files are in place are set apart, and found again where a file is likely to be
 * theirs all the same: by its inode, its path, or a path that a rotation may have made its own of.
 */
export class Crowd {
  readonly #entries = new Map<string, SourceEntry>();
  readonly #byInode = new Map<string, Set<string>>();
  readonly #byPath = new Map<string, Set<string>>();
  readonly #unsettled = new Set<string>();

  constructor(entries: Iterable<SourceEntry>) {
    for (const entry of entries) this.add(entry);
  }

  /** Those whose files are not known to be in place. */
  get unsettled(): SourceEntry[] {
    return Array.from(this.#unsettled, (key) => this.#entries.get(key)!);
  }

  add(entry: SourceEntry): void {
    this.remove(entry.key);
    this.#entries.set(entry.key, entry);
    this.#unsettled.add(entry.key);
    addTo(this.#byInode, inodeOf(entry), entry.key);
    addTo(this.#byPath, entry.path, entry.key);
  }

  remove(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#unsettled.delete(key);
    this.#byInode.get(inodeOf(entry))?.delete(key);
    this.#byPath.get(entry.path)?.delete(key);
  }

  /** Its file is where it was. */
  settle(key: string): void {
    this.#unsettled.delete(key);
  }

  /** Those that a file is likely to be, settled or not. */
  likely(file: FileView): SourceEntry[] {
    const keys = new Set(this.#byInode.get(inodeOf(file)));
    for (const path of pathsUpTo(file.path)) for (const key of this.#byPath.get(path) ?? []) keys.add(key);
    return Array.from(keys, (key) => this.#entries.get(key)!);
  }
}

/** A path, and what it begins with in front of each dot and dash: of `app.log.1.gz` also `app.log.1` and `app.log`. */
function pathsUpTo(path: string): string[] {
  return [path, ...Array.from(path.matchAll(/[.-]/g), ({ index }) => path.slice(0, index))];
}

function addTo(map: Map<string, Set<string>>, name: string, key: string): void {
  const keys = map.get(name);
  if (keys) keys.add(key);
  else map.set(name, new Set([key]));
}
