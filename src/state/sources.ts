import { sameFile } from '../kit/same-file.js';
import type { CheckpointStore } from './checkpoint-store.js';
import { SAMPLE_BYTES } from './fingerprint.js';
import type { Sample } from './fingerprint.js';
import type { FileView, LookAt } from './file-view.js';
import { Originals } from './originals.js';
import { claimKey } from './source-claim.js';
import { Head } from './source-entry.js';
import type { SourceEntry } from './source-entry.js';
import { SourceIndex } from './source-index.js';
import { fileKey } from './source-key.js';
import { holdsAll } from './source-match.js';
import type { StateContext } from './versioned-file.js';

/** What a source is known by. */
export interface Recognised {
  readonly key: string;
  /** It was seen before: its checkpoints hold. */
  readonly known: boolean;
  /** Where it was seen last, if that is another path. */
  readonly movedFrom?: string;
  /** It is new, and its inode held another content before: it was truncated, and written again. */
  readonly rewritten?: true;
}

/** What the registry needs. */
export interface SourcesOptions {
  readonly folders: { readonly sources: string; readonly keys: string };
  readonly checkpoints: CheckpointStore;
  /** The machine id, or the user's own id for it. */
  readonly machine: string;
  readonly lookAt: LookAt;
  readonly context: StateContext;
}

/**
 * Gives files their source keys, and recognises them by content: by a fingerprint of their first ≤ 1 KiB, and by the
 * ≤ 1 KiB before every acknowledged offset. So a renamed file and a copy whose original is gone keep their place;
 * a truncated or rewritten file is a new source.
 */
export class SourceRegistry {
  readonly #options: SourcesOptions;
  readonly #index: SourceIndex;
  readonly #originals: Originals;

  constructor(options: SourcesOptions) {
    this.#options = options;
    this.#index = new SourceIndex(options.folders.sources, options.context);
    this.#originals = new Originals(options.lookAt);
  }

  /** The key of a file. Throws `StateError`, and what `file.readAt` throws. */
  async recognise(file: FileView): Promise<Recognised> {
    for (;;) {
      const known = (await this.#known(file)) ?? (await this.#knownMeanwhile(file));
      if (known) return known;
      const admitted = await this.#admit(file);
      if (admitted) return admitted;
      // Somebody else has met the same file just now.
      this.#index.forget();
    }
  }

  /** What a file is known as, if it is; nothing is noted. Throws as `recognise` does. */
  async find(file: FileView): Promise<Recognised | undefined> {
    const entry = await this.#entryOf(file);
    return entry && recognisedAs(entry, file);
  }

  async #known(file: FileView): Promise<Recognised | undefined> {
    const entry = await this.#entryOf(file);
    if (!entry) return undefined;
    await this.#refresh(entry, file);
    return recognisedAs(entry, file);
  }

  async #entryOf(file: FileView): Promise<SourceEntry | undefined> {
    const { checkpoints } = this.#options;
    for (const entry of await this.#index.candidates(file)) {
      if (!sameFile(entry, file) && (await this.#originals.inPlace(entry, file, () => checkpoints.all(entry.key)))) {
        this.#index.settle(entry);
        continue;
      }
      if (!(await holdsAll(file, await checkpoints.all(entry.key)))) continue;
      if (this.#index.isCurrent(entry)) return entry;
      // Another process has met it elsewhere meanwhile.
      this.#index.forget();
      return this.#entryOf(file);
    }
    return undefined;
  }

  /** Looks once more where this inode was known: it may have grown, and another process have noted that already. */
  async #knownMeanwhile(file: FileView): Promise<Recognised | undefined> {
    if (!(await this.#index.has(fileKey(this.#options.machine, file, 0)))) return undefined;
    this.#index.forget();
    return this.#known(file);
  }

  /** Notes where the file is now, and a fingerprint of more bytes if it has grown. */
  async #refresh(entry: SourceEntry, file: FileView): Promise<void> {
    const { path, dev, ino } = file;
    const grown = entry.fingerprint.length < SAMPLE_BYTES ? await this.#grown(entry, file) : undefined;
    if (!grown && path === entry.path && sameFile(entry, file)) return;
    await this.#index.put({ ...entry, path, dev, ino, fingerprint: grown ?? entry.fingerprint }, entry);
  }

  /** The fingerprint of a file that has more bytes than its entry knows of. */
  async #grown({ fingerprint }: SourceEntry, file: FileView): Promise<Sample | undefined> {
    const head = await Head.read(file);
    return head.has(fingerprint) && head.fingerprint.length > fingerprint.length ? head.fingerprint : undefined;
  }

  /** Gives a new source the first key that no other has; undefined if another process gives it one just now. */
  async #admit(file: FileView): Promise<Recognised | undefined> {
    const { folders, machine, checkpoints, context } = this.#options;
    const { path, dev, ino } = file;
    const { fingerprint } = await Head.read(file);
    const createdAt = new Date(context.clock.now()).toISOString();
    for (let generation = 0; ; generation += 1) {
      const key = fileKey(machine, file, generation);
      if (await this.#index.has(key)) continue;
      // Checkpoints outlive their source only when someone has tidied the folder.
      if (!(await holdsAll(file, await checkpoints.all(key)))) continue;
      const entry: SourceEntry = { version: 1, key, fingerprint, path, dev, ino, createdAt };
      const first = await claimKey(folders.keys, entry, context);
      if (first !== entry) {
        // It may have grown since the other process read it, so its head is read again.
        if (!first || !sameFile(first, file) || !(await Head.read(file)).has(first.fingerprint)) continue;
        this.#index.forget();
        if (await this.#index.has(key)) return undefined;
        // Whoever claimed it has died, or is about to write the same.
      }
      await this.#index.put(entry);
      return generation > 0 ? { key, known: false, rewritten: true } : { key, known: false };
    }
  }
}

function recognisedAs({ key, path }: SourceEntry, file: FileView): Recognised {
  return path === file.path ? { key, known: true } : { key, known: true, movedFrom: path };
}
