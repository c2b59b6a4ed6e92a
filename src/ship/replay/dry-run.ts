import type { Writable } from 'node:stream';
import type { Settings } from '../../config/options.js';
import type { LogshipError } from '../../model/errors.js';
import { eventRules } from '../event-rules.js';
import { keptRejects } from '../kept-rejects.js';
import type { UploadNotice } from '../notices.js';
import { drained } from '../output.js';
import { type RejectQuery, selector } from '../reject-query.js';
import { Pieces, type Whole } from './pieces.js';
import { recordEncoding, recordOf } from './records.js';

export interface DryReplayRequest {
  readonly query: RejectQuery;
  readonly settings: Settings;
  readonly output: Writable;
  readonly notices: (notice: UploadNotice) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** What a replay would do. */
export interface DryReplay {
  readonly events: number;
  /** Can't be sent: what is wrong is in the record itself. */
  readonly rejected: number;
}

/**
 * Writes the events that a replay would send to `output`, a line each with the id that it had, and sends nothing.
 * Changes nothing. Throws `ConfigError` and `StateError`.
 */
export async function dryReplay(request: DryReplayRequest): Promise<DryReplay> {
  const { query, settings, output, notices, signal } = request;
  const encode = await recordEncoding(eventRules(settings));
  const isMeant = selector(query);
  const pieces = new Pieces<undefined>(settings.maxLineBytes);
  let events = 0;
  let rejected = 0;
  const show = async (whole: Whole<undefined>) => {
    if (!isMeant(whole.last)) return;
    const encoded =
      whole.fault === undefined ? encode(recordOf(whole, settings.format), 'json-lines') : { fault: whole.fault };
    if ('fault' in encoded) {
      rejected++;
      const { path, line, column } = whole.first;
      return notices({ kind: 'rejected', path, line, column, reason: encoded.fault });
    }
    events++;
    if (!output.write(encoded.bytes)) await drained(output);
  };
  const { stateDir, files } = query;
  for await (const { row } of keptRejects({ stateDir, files })) {
    if (signal.aborted) throw signal.reason as LogshipError;
    const whole = pieces.take(undefined, row);
    if (whole) await show(whole);
  }
  for (const whole of pieces.rest()) await show(whole);
  return { events, rejected };
}
