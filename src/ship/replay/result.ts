import type { LogshipError } from '../../model/errors.js';
import type { Acknowledgement } from '../../model/sink.js';

/** Kept records, by what became of them. `read` is the sum of the next four. */
export interface ReplayCounts {
  /** That were to be sent. */
  read: number;
  delivered: number;
  /** The target had them already, under the same id. */
  duplicates: number;
  /** Rejected again: they stay, with the reason and one more try. */
  rejected: number;
  /** Not delivered: they stay as they were. */
  pending: number;
  /** That `--since` or `--reason` left out: they stay as they were. */
  left: number;
}

export interface ReplayedFile extends ReplayCounts {
  /** The file of rejects. */
  readonly path: string;
}

/** What a replay came to: the one object that `logship replay --json` prints. */
export interface ReplayResult extends ReplayCounts {
  readonly files: readonly ReplayedFile[];
  readonly seconds: number;
  /** Where the events went; the fallback, once there was one. */
  readonly target: string;
  readonly acknowledgement: Acknowledgement;
  readonly fellBack: boolean;
}

/** A replay that is over, and what went wrong on the way. */
export interface ReplayOutcome {
  readonly result: ReplayResult;
  /** What concerns one file of rejects alone. Each was told as a notice. */
  readonly errors: readonly LogshipError[];
  /** Why it ended before everything was delivered. */
  readonly ended: LogshipError | undefined;
}

export function noReplayCounts(): ReplayCounts {
  return { read: 0, delivered: 0, duplicates: 0, rejected: 0, pending: 0, left: 0 };
}
