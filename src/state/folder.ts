import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stateFailure } from './failure.js';

/** Where each kind of state lies. All paths are absolute. */
export interface StateFolder {
  readonly root: string;
  /** One file a source: how it is recognised. */
  readonly sources: string;
  /** One file a source key: who was given it first. */
  readonly keys: string;
  /** One folder a source key, one file a target and tenant. */
  readonly checkpoints: string;
  /** One folder a lock that is held. */
  readonly locks: string;
  /** One file a process, and the totals. */
  readonly statistics: string;
  /** One file a run. */
  readonly rejects: string;
}

/** Names the places in a state folder, without touching the disk. */
export function stateFolderAt(path: string): StateFolder {
  const root = resolve(path);
  return {
    root,
    sources: join(root, 'sources'),
    keys: join(root, 'keys'),
    checkpoints: join(root, 'checkpoints'),
    locks: join(root, 'locks'),
    statistics: join(root, 'statistics'),
    rejects: join(root, 'rejects'),
  };
}

/**
 * Creates what is missing of a state folder, for this user alone. Throws `StateError` if it can't be written.
 * At once and not on another thread: every start does it, and each way to a thread and back costs more than the deed.
 */
export function openStateFolder(path: string): StateFolder {
  const folder = stateFolderAt(path);
  for (const place of Object.values(folder)) {
    try {
      mkdirSync(place, { recursive: true, mode: 0o700 });
      accessSync(place, constants.W_OK | constants.X_OK);
    } catch (error) {
      throw stateFailure('use the state folder', place, error);
    }
  }
  return folder;
}
