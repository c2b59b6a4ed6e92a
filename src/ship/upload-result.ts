import type { Acknowledgement } from '../model/sink.js';

/** Records, by what became of them. `read` is the sum of the next four. */
export interface RecordCounts {
  read: number;
  delivered: number;
  /** The target had them already, under the same id. */
  duplicates: number;
  /** They can't be delivered. They are kept, with the reason. */
  rejected: number;
  /** Read and not acknowledged: the next run sends them. */
  pending: number;
  /** Acknowledged by an earlier run, and not read again. Not in `read`. */
  skipped: number;
}

export interface FileResult extends RecordCounts {
  /** As it was named. */
  readonly path: string;
}

/** What an upload came to: the one object that `logship upload --json` prints. */
export interface UploadResult extends RecordCounts {
  readonly files: readonly FileResult[];
  /** Bytes read. */
  readonly bytes: number;
  readonly seconds: number;
  /** Where the events went; the fallback, once there was one. */
  readonly target: string;
  /** What "delivered" means there. */
  readonly acknowledgement: Acknowledgement;
  readonly fellBack: boolean;
  /** Where the rejects are kept; null where there are none. */
  readonly rejectsFile: string | null;
}

/** Adds up the counts of files. */
export function sumOf(files: readonly RecordCounts[]): RecordCounts {
  const sum: RecordCounts = { read: 0, delivered: 0, duplicates: 0, rejected: 0, pending: 0, skipped: 0 };
  for (const file of files) for (const key of Object.keys(sum) as (keyof RecordCounts)[]) sum[key] += file[key];
  return sum;
}
