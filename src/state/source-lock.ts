import { join } from 'node:path';
import type { Clock } from '../kit/clock.js';
import type { Source } from '../model/source.js';
import { hashOf } from './fingerprint.js';
import { heldError } from './held-error.js';
import { tryLock } from './lock.js';
import type { Lock } from './lock.js';

/**
 * Locks a source for one target: it is shipped there by one process at a time.
 * Throws `StateError`, which says who holds it, if another one does.
 */
export async function lockSource(folder: string, source: Source, target: string, clock: Clock): Promise<Lock> {
  const path = join(folder, `${source.key}-${hashOf(target)}`);
  const result = await tryLock(path, `${source.path} → ${target}`, clock);
  if ('lock' in result) return result.lock;
  throw heldError(path, `${source.path}: is being shipped to ${target}`, 'Name each file once.', result);
}
