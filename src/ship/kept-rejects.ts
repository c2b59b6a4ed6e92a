import { errorCode } from '../state/failure.js';
import { type KeptReject, readRejects } from '../state/reject-reader.js';
import { filesOf, type RejectQuery, selector } from './reject-query.js';

/** Reads the kept rejects, oldest file first, one at a time: memory does not grow with them. Throws `StateError`. */
export async function* keptRejects(query: RejectQuery): AsyncGenerator<KeptReject> {
  const isMeant = selector(query);
  for (const path of await filesOf(query)) {
    try {
      for await (const kept of readRejects(path)) if (isMeant(kept.row)) yield kept;
    } catch (error) {
      // A replay that is at work has delivered all of it since the folder was read.
      const gone = error instanceof Error && errorCode(error.cause) === 'ENOENT';
      if (!gone || query.files.length > 0) throw error;
    }
  }
}
