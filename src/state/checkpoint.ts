import { isCount, isObject } from './versioned-file.js';
import type { Shape } from './versioned-file.js';
import type { Mark } from './ledger.js';
import type { Sample } from './fingerprint.js';

/** What a checkpoint belongs to: a file shipped to one target is not yet shipped to another. */
export interface CheckpointId {
  /** The key of the source. */
  readonly key: string;
  /** `Sink.target` of the primary road. */
  readonly target: string;
  readonly tenant: string;
}

/** How far a source was acknowledged, as it stands on disk. */
export interface Checkpoint extends CheckpointId, Mark {
  readonly version: 1;
  /** The ≤ 1 KiB before `offset`. */
  readonly tail: Sample;
  /** Where the source was last seen, for people. */
  readonly path: string;
  /** When the source was begun for the target, where that is known. ISO 8601, UTC. */
  readonly since?: string;
  /** ISO 8601, UTC. */
  readonly updatedAt: string;
}

export const CHECKPOINT: Shape<Checkpoint> = {
  version: 1,
  is: (value) =>
    ['key', 'target', 'tenant', 'path', 'updatedAt'].every((name) => typeof value[name] === 'string') &&
    ['offset', 'line', 'column', 'framing', 'records'].every((name) => isCount(value[name])) &&
    isSample(value['tail']),
};

export function isSample(value: unknown): value is Sample {
  return isObject(value) && isCount(value['length']) && typeof value['hash'] === 'string';
}
