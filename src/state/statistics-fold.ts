import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../kit/atomic-file.js';
import { StateError } from '../model/errors.js';
import { NOTHING, plus } from './counters.js';
import type { Counters } from './counters.js';
import { stateFailure } from './failure.js';
import { tryLock } from './lock.js';
import { standingOf, thisProcess } from './process-identity.js';
import { readProcessFiles, readTotals, totalsPath, uncounted } from './statistics-files.js';
import type { ProcessCounters, ProcessFiles, Totals } from './statistics-files.js';
import type { StateContext } from './versioned-file.js';

/** How the disk is changed, passed in so that a test can stop at any step. */
export interface Disk {
  readonly write: (path: string, content: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
}

const REAL_DISK: Disk = { write: writeFileAtomic, remove: (path) => rm(path, { force: true }) };

/** How long `resetStatistics` waits for others, in milliseconds. */
const PATIENCE = 5000;

/**
 * Adds the files of processes that have ended to the totals, and deletes them. The totals say what of each file they
 * have counted, so that this can end after any step: the sum stays the same. Does nothing while another process does
 * it. Throws `StateError`.
 */
export async function foldStatistics(folder: string, context: StateContext, disk = REAL_DISK): Promise<void> {
  const taken = await tryLock(join(folder, 'lock'), 'the statistics', context.clock);
  if (!('lock' in taken)) return;
  try {
    const totals = await readTotals(folder, context);
    const files = await readProcessFiles(folder, context);
    const ended = await endedOf(files);
    if (ended.size === 0) return;
    let counters = totals.counters;
    for (const [name, file] of ended) counters = plus(counters, uncounted(totals, name, file));
    const counted = { ...keep(totals.counted, files), ...countersOf(ended) };
    await writeTotals(folder, { ...totals, counters, counted }, disk);
    for (const name of ended.keys()) await disk.remove(join(folder, name));
  } catch (error) {
    throw stateFailure('write the statistics in', folder, error);
  } finally {
    await taken.lock.release();
  }
}

/**
 * Starts again from nothing. What processes have written until now is left out from then on; what a running process
 * counts later is not. Throws `StateError`.
 */
export async function resetStatistics(folder: string, context: StateContext, disk = REAL_DISK): Promise<void> {
  const { clock } = context;
  const deadline = clock.monotonic() + PATIENCE;
  for (;;) {
    const taken = await tryLock(join(folder, 'lock'), 'the statistics', clock);
    if ('lock' in taken) {
      try {
        const totals = await readTotals(folder, context);
        const counted = countersOf(await readProcessFiles(folder, context));
        await writeTotals(folder, { ...totals, counters: NOTHING, counted }, disk);
        return;
      } catch (error) {
        throw stateFailure('reset the statistics in', folder, error);
      } finally {
        await taken.lock.release();
      }
    }
    const { pid, command } = taken.holder.process;
    if (clock.monotonic() > deadline) {
      throw new StateError(`the statistics in ${folder} are being written by process ${pid} (${command})`, {
        next: ['Try again when it has ended.'],
      });
    }
    await clock.sleep(20);
  }
}

async function endedOf(files: ProcessFiles): Promise<ProcessFiles> {
  const self = await thisProcess();
  const ended = new Map<string, ProcessCounters>();
  for (const [name, file] of files) {
    if (file.closed || (await standingOf(file.process, self)) === 'gone') ended.set(name, file);
  }
  return ended;
}

function countersOf(files: ProcessFiles): Record<string, Counters> {
  return Object.fromEntries(Array.from(files, ([name, { counters }]) => [name, counters]));
}

/** What was counted of files that still exist. */
function keep(counted: Totals['counted'], files: ProcessFiles): Record<string, Counters> {
  return Object.fromEntries(Object.entries(counted).filter(([name]) => files.has(name)));
}

async function writeTotals(folder: string, totals: Totals, disk: Disk): Promise<void> {
  await disk.write(totalsPath(folder), `${JSON.stringify({ ...totals, generation: totals.generation + 1 })}\n`);
}
