import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isCounters, NOTHING, plus, since } from './counters.js';
import type { Counters } from './counters.js';
import { errorCode, stateFailure } from './failure.js';
import { isProcessIdentity } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';
import { isCount, isObject, readVersioned } from './versioned-file.js';
import type { Shape, StateContext } from './versioned-file.js';

/** What one process has counted since it started. Only that process writes it. */
export interface ProcessCounters {
  readonly version: 1;
  readonly process: ProcessIdentity;
  /** Nothing will be added any more. */
  readonly closed: boolean;
  readonly counters: Counters;
}

/** What no process file has to say any more, and what is to be left out of each. */
export interface Totals {
  readonly version: 1;
  /** One more with each write. */
  readonly generation: number;
  readonly counters: Counters;
  /** By file name: what of that file is in `counters` already, or was before a reset. */
  readonly counted: Readonly<Record<string, Counters>>;
}

export const PROCESS_COUNTERS: Shape<ProcessCounters> = {
  version: 1,
  is: (value) =>
    isProcessIdentity(value['process']) && typeof value['closed'] === 'boolean' && isCounters(value['counters']),
};

const TOTALS: Shape<Totals> = {
  version: 1,
  is: (value) =>
    isCount(value['generation']) &&
    isCounters(value['counters']) &&
    isObject(value['counted']) &&
    Object.values(value['counted']).every(isCounters),
};

const NO_TOTALS: Totals = { version: 1, generation: 0, counters: NOTHING, counted: {} };

/** The files of the processes, as they were read. */
export type ProcessFiles = ReadonlyMap<string, ProcessCounters>;

export const totalsPath = (folder: string): string => join(folder, 'totals.json');

/** Reads the totals; empty ones if there are none. Throws `StateError`. */
export async function readTotals(folder: string, context: StateContext): Promise<Totals> {
  return readVersioned(totalsPath(folder), TOTALS, context) ?? NO_TOTALS;
}

/** Reads the files of all processes, by file name. Throws `StateError`. */
export async function readProcessFiles(folder: string, context: StateContext): Promise<ProcessFiles> {
  const files = new Map<string, ProcessCounters>();
  for (const name of await processFileNames(folder)) {
    const file = readVersioned(join(folder, name), PROCESS_COUNTERS, context);
    if (file) files.set(name, file);
  }
  return files;
}

async function processFileNames(folder: string): Promise<string[]> {
  try {
    return readdirSync(folder).filter((name) => /^process-.*\.json$/.test(name));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw stateFailure('read', folder, error);
  }
}

/** What a process file has to say that the totals don't know. */
export function uncounted(totals: Totals, name: string, file: ProcessCounters): Counters {
  return since(totals.counted[name] ?? NOTHING, file.counters);
}

/** Everything that was counted. */
export function sumOf(totals: Totals, files: ProcessFiles): Counters {
  let sum = totals.counters;
  for (const [name, file] of files) sum = plus(sum, uncounted(totals, name, file));
  return sum;
}
