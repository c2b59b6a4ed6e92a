import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKPOINT } from './checkpoint.js';
import type { Checkpoint, CheckpointId } from './checkpoint.js';
import { CheckpointWriter } from './checkpoint-writer.js';
import type { Checkpointed } from './checkpoint-writer.js';
import { shareDoor } from './doors.js';
import { errorCode, stateFailure } from './failure.js';
import { hashOf } from './fingerprint.js';
import { readVersioned } from './versioned-file.js';
import type { StateContext } from './versioned-file.js';

/** The checkpoints on disk: one folder a source key, one file a target and tenant. */
export class CheckpointStore {
  readonly #folder: string;
  readonly #context: StateContext;

  constructor(folder: string, context: StateContext) {
    this.#folder = folder;
    this.#context = context;
  }

  /**
   * How far a source was acknowledged; undefined if it never was. What one of several hosts took has been taken, so the
   * target may also be one that has a host in common with it: the mark that was written last counts. Throws `StateError`.
   */
  async load({ key, target, tenant }: CheckpointId): Promise<Checkpoint | undefined> {
    let last: Checkpoint | undefined;
    // Of two that were written at once, the lower one is safe.
    for (const known of await this.all(key)) {
      if (known.tenant !== tenant || !shareDoor(known.target, target)) continue;
      if (!last || Date.parse(known.updatedAt) > Date.parse(last.updatedAt)) last = known;
    }
    return last;
  }

  /** Every checkpoint of a source, the lowest offset first. Throws `StateError`. */
  async all(key: string): Promise<Checkpoint[]> {
    const folder = join(this.#folder, key);
    const found: Checkpoint[] = [];
    for (const name of this.#listed(folder).filter((name) => name.endsWith('.json'))) {
      const checkpoint = readVersioned(join(folder, name), CHECKPOINT, this.#context);
      if (checkpoint) found.push(checkpoint);
    }
    return found.sort((a, b) => a.offset - b.offset);
  }

  /** Every checkpoint of a target, and of those that have a host in common with it. Throws `StateError`. */
  async allFor(target: string, tenant: string): Promise<Checkpoint[]> {
    const found: Checkpoint[] = [];
    for (const key of this.#listed(this.#folder)) found.push(...(await this.all(key)));
    return found.filter((known) => known.tenant === tenant && shareDoor(known.target, target));
  }

  /** Opens the writer of one checkpoint. The caller holds the lock of (key, target). Throws `StateError`. */
  async writer(source: Checkpointed): Promise<CheckpointWriter> {
    const path = this.#path(source);
    try {
      mkdirSync(join(this.#folder, source.key), { recursive: true, mode: 0o700 });
    } catch (error) {
      throw stateFailure('keep the checkpoint', path, error);
    }
    return new CheckpointWriter(path, source, this.#context);
  }

  #listed(folder: string): string[] {
    try {
      return readdirSync(folder);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw stateFailure('read', folder, error);
    }
  }

  #path({ key, target, tenant }: CheckpointId): string {
    return join(this.#folder, key, `${hashOf(JSON.stringify([target, tenant]))}.json`);
  }
}
