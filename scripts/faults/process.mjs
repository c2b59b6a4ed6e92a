import fs from 'node:fs';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Whether SIGSTOP has stopped a process.
 * @param {number} pid
 */
export function isStopped(pid) {
  try {
    return /^State:\s+T/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/**
 * Bytes that a process has written, to sockets as well.
 * @param {number} pid
 */
export function writtenBy(pid) {
  try {
    return Number(/^wchar: (\d+)$/m.exec(fs.readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/**
 * Stops a process while something is done, and lets it go on.
 * @param {number} pid
 * @param {() => Promise<unknown>} use
 */
export async function whileStopped(pid, use) {
  process.kill(pid, 'SIGSTOP');
  try {
    await use();
  } finally {
    try {
      process.kill(pid, 'SIGCONT');
    } catch {
      // It was killed meanwhile.
    }
  }
}

/**
 * Lets a process run for a tenth of the time, until something is over.
 * @param {number} pid
 * @param {() => boolean} over
 */
export async function hobble(pid, over) {
  while (!over()) {
    await whileStopped(pid, () => pause(90));
    await pause(10);
  }
}
