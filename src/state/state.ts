import { systemClock } from '../kit/clock.js';
import type { Clock } from '../kit/clock.js';
import type { Source } from '../model/source.js';
import { CheckpointStore } from './checkpoint-store.js';
import { lookAtFile } from './file-view.js';
import type { LookAt } from './file-view.js';
import { openStateFolder } from './folder.js';
import type { StateFolder } from './folder.js';
import type { Lock } from './lock.js';
import { machineId } from './machine.js';
import type { OnStateNotice } from './notices.js';
import { RejectStore } from './reject-store.js';
import { lockSource } from './source-lock.js';
import { SourceRegistry } from './sources.js';
import { StatisticsWriter } from './statistics-writer.js';
import type { StateContext } from './versioned-file.js';

/** What a run needs to keep its state. */
export interface StateOptions {
  /** The state folder. It is created where it is missing. */
  readonly folder: string;
  /** Stands for the machine in source keys, in place of its machine id. */
  readonly sourceId?: string | undefined;
  /** How large all files of rejects may grow together, in bytes; 0 for no limit. */
  readonly rejectsLimit: number;
  /** Opens a file of which another may be a copy; must decompress as the pipeline does. Default: as it is. */
  readonly lookAt?: LookAt;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: they are dropped. */
  readonly notices?: OnStateNotice;
}

/** The state of one run: what it knows of earlier ones, and what it leaves behind. */
export interface State {
  readonly folder: StateFolder;
  readonly sources: SourceRegistry;
  readonly checkpoints: CheckpointStore;
  readonly statistics: StatisticsWriter;
  readonly rejects: RejectStore;
  /** Locks a source for a target, or throws a `StateError` that says who holds it. */
  lock(source: Source, target: string): Promise<Lock>;
  /** Writes what is left. The pipeline closes its checkpoint writers and releases its locks itself, before. */
  close(): Promise<void>;
}

/** Opens the state folder for a run. Throws `StateError` if it can't be used. */
export async function openState(options: StateOptions): Promise<State> {
  const { sourceId, lookAt = lookAtFile, clock = systemClock, notices = () => {} } = options;
  const folder = openStateFolder(options.folder);
  const context: StateContext = { clock, notices };
  const checkpoints = new CheckpointStore(folder.checkpoints, context);
  const machine = sourceId ?? (await machineId());
  const statistics = new StatisticsWriter(folder.statistics, context);
  const rejects = new RejectStore(folder.rejects, clock, options.rejectsLimit || Infinity);
  return {
    folder,
    sources: new SourceRegistry({ folders: folder, checkpoints, machine, lookAt, context }),
    checkpoints,
    statistics,
    rejects,
    lock: (source, target) => lockSource(folder.locks, source, target, clock),
    async close() {
      try {
        await rejects.close();
      } finally {
        await statistics.close();
      }
    },
  };
}
