import { resolve } from 'node:path';
import { stateFolderAt } from '../state/folder.js';
import { type KeptReject, readRejects, rejectFiles } from '../state/reject-reader.js';

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

/** Reads the kept rejects, oldest file first, one at a time: memory does not grow with them. Throws `StateError`. */
export async function* keptRejects({ stateDir, files, since, reason }: RejectQuery): AsyncGenerator<KeptReject> {
  const wanted = reason?.toLowerCase();
  const paths =
    files.length > 0 ? files.map((file) => resolve(file)) : await rejectFiles(stateFolderAt(stateDir).rejects);
  for (const path of paths) {
    for await (const kept of readRejects(path)) {
      const { row } = kept;
      if (since !== undefined && Date.parse(row.time) < since) continue;
      if (wanted !== undefined && !row.reason.toLowerCase().includes(wanted)) continue;
      yield kept;
    }
  }
}
