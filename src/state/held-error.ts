import { HeldHereError, StateError } from '../model/errors.js';
import type { LockTry } from './lock.js';
import { utcSeconds } from './timestamp.js';

/**
 * Says who holds a lock.
 * @param path the lock.
 * @param doing what the holder does: `app.log: is being shipped to tcp://logstash:5000`
 * @param own what to do where this process holds it itself.
 */
export function heldError(
  path: string,
  doing: string,
  own: string,
  { holder, standing }: Extract<LockTry, { holder: unknown }>,
): StateError {
  const { pid, host, command } = holder.process;
  const since = `since ${utcSeconds(Date.parse(holder.since))} UTC`;
  if (standing === 'running') {
    if (pid === process.pid) return new HeldHereError(`${doing} by this process already, ${since}`, { next: [own] });
    const wait = `Wait until process ${pid} has ended, or end it: kill ${pid}`;
    return new StateError(`${doing} by process ${pid} (${command}), ${since}`, { next: [wait] });
  }
  return new StateError(
    `${doing} by process ${pid} (${command}) on host or container ${host}, ` +
      `${since}; from here it can't be seen whether that still runs`,
    {
      next: [
        'If it runs, wait until it has ended.',
        `If it is gone, its lock is given up 5 minutes after its last sign of life. At once: rm -r ${path}`,
      ],
    },
  );
}
