import { join } from 'node:path';
import type { Clock } from '../kit/clock.js';
import { StateError } from '../model/errors.js';
import type { Source } from '../model/source.js';
import { hashOf } from './fingerprint.js';
import { tryLock } from './lock.js';
import type { Lock, LockTry } from './lock.js';
import { utcSeconds } from './timestamp.js';

/**
 * Locks a source for one target: it is shipped there by one process at a time.
 * Throws `StateError`, which says who holds it, if another one does.
 */
export async function lockSource(folder: string, source: Source, target: string, clock: Clock): Promise<Lock> {
  const path = join(folder, `${source.key}-${hashOf(target)}`);
  const result = await tryLock(path, `${source.path} → ${target}`, clock);
  if ('lock' in result) return result.lock;
  throw heldError(path, source, target, result);
}

function heldError(
  path: string,
  source: Source,
  target: string,
  { holder, standing }: Extract<LockTry, { holder: unknown }>,
): StateError {
  const { pid, host, command } = holder.process;
  const since = `since ${utcSeconds(Date.parse(holder.since))} UTC`;
  if (standing === 'running') {
    const who = pid === process.pid ? 'this process already' : `process ${pid} (${command})`;
    return new StateError(`${source.path}: is being shipped to ${target} by ${who}, ${since}`, {
      next:
        pid === process.pid
          ? ['Name each file once.']
          : [`Wait until process ${pid} has ended, or end it: kill ${pid}`],
    });
  }
  return new StateError(
    `${source.path}: is being shipped to ${target} by process ${pid} (${command}) on host or container ${host}, ` +
      `${since}; from here it can't be seen whether that still runs`,
    {
      next: [
        'If it runs, wait until it has ended.',
        `If it is gone, its lock is given up 5 minutes after its last sign of life. At once: rm -r ${path}`,
      ],
    },
  );
}
