import type { Readable, Writable } from 'node:stream';
import type { Settings } from '../config/options.js';
import type { Batch } from '../model/batch.js';
import { InputError } from '../model/errors.js';
import { eventRules } from './event-rules.js';
import { fitInputs } from './fit-inputs.js';
import { inputOpener } from './inputs.js';
import type { UploadNotice } from './notices.js';
import { drained } from './output.js';
import { walk } from './walk.js';

export interface DryRunRequest {
  readonly names: readonly string[];
  readonly settings: Settings;
  /** Show nothing of a file in which one record is bad. */
  readonly strict: boolean;
  readonly stdin: Readable;
  readonly output: Writable;
  readonly notices: (notice: UploadNotice) => void;
  readonly signal: AbortSignal;
}

/** What a dry run saw. */
export interface DryRunOutcome {
  readonly events: number;
  readonly rejected: number;
  /** What could not be read, or not to its end. Each was told as a notice. */
  readonly errors: readonly InputError[];
}

/** The key that stands in the ids of a dry run: the real one is given when a file is shipped. */
const KEY = 'dryrun';

/**
 * Writes the events that an upload would send to `output`, a line each, and sends nothing. Keeps no state.
 * Throws `ConfigError` and `InputError` as an upload does.
 */
export async function dryRun(request: DryRunRequest): Promise<DryRunOutcome> {
  const { settings, output, notices, signal } = request;
  const rules = eventRules(settings);
  const open = inputOpener(settings, request.stdin, signal);
  const { fit, refused } = await fitInputs(request.names, { ...request, open, rules });
  let events = 0;
  let rejected = 0;
  const errors = [...refused];
  for (const name of fit) {
    const show = async (batch: Batch) => {
      events += batch.count;
      for (const { fault, reason, more } of batch.rejects) {
        if (more) continue;
        rejected++;
        notices({ kind: 'rejected', path: name, line: fault.line, column: fault.column, reason });
      }
      // The memory of a batch is used again, so the stream must be done with it.
      if (!output.write(Buffer.from(batch.bytes))) await drained(output);
    };
    try {
      await walk(await open(name), { settings, rules, signal, key: KEY }, show);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      errors.push(error);
      notices({ kind: 'failed', error });
    }
  }
  return { events, rejected, errors };
}
