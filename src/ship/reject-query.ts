import { resolve } from 'node:path';
import { stateFolderAt } from '../state/folder.js';
import { rejectFiles } from '../state/reject-files.js';
import type { RejectRow } from '../state/reject-row.js';

/** Which of the kept rejects are meant. */
export interface RejectQuery {
  readonly stateDir: string;
  /** Files of rejects; none: all in the state folder. */
  readonly files: readonly string[];
  /** Milliseconds since 1970: leaves out what was rejected before. */
  readonly since?: number | undefined;
  /** Part of the reason, in capital or small letters. */
  readonly reason?: string | undefined;
}

/** The files that are meant, the oldest first. Throws `StateError`. */
export async function filesOf({ stateDir, files }: RejectQuery): Promise<string[]> {
  return files.length > 0 ? files.map((file) => resolve(file)) : rejectFiles(stateFolderAt(stateDir).rejects);
}

/** Tells the rejects that are meant from the others. */
export function selector({ since, reason }: RejectQuery): (row: RejectRow) => boolean {
  const wanted = reason?.toLowerCase();
  return (row) =>
    (since === undefined || Date.parse(row.time) >= since) &&
    (wanted === undefined || row.reason.toLowerCase().includes(wanted));
}
