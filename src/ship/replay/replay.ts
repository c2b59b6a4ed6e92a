import type { Settings } from '../../config/options.js';
import type { Clock } from '../../kit/clock.js';
import { type LogshipError, StateError } from '../../model/errors.js';
import { openState } from '../../state/state.js';
import { asKnown, boundRun, interruptionBy } from '../ending.js';
import { eventRules } from '../event-rules.js';
import type { UploadNotice, UploadProgress } from '../notices.js';
import { filesOf, type RejectQuery, selector } from '../reject-query.js';
import { createRoads } from '../roads.js';
import { recordEncoding } from './records.js';
import { noReplayCounts, type ReplayCounts, type ReplayOutcome, type ReplayResult } from './result.js';
import { ReplayRun } from './run.js';

export interface ReplayRequest {
  readonly query: RejectQuery;
  readonly settings: Settings;
}

export interface ReplayContext {
  readonly clock: Clock;
  readonly notices: (notice: UploadNotice) => void;
  readonly progress: (progress: UploadProgress) => void;
  /** Ends the run: reading stops, what is in hand is delivered within the timeout. */
  readonly signal: AbortSignal;
}

/**
 * Sends kept rejects again, under the ids that they had. What is delivered leaves its file; what is rejected again
 * stays, with the reason and one more try. Throws what is known before anything is sent: `ConfigError`, `StateError`
 * where the state folder can't be used.
 */
export async function replay(request: ReplayRequest, context: ReplayContext): Promise<ReplayOutcome> {
  const { settings, query } = request;
  const { clock, notices, signal, progress } = context;
  const started = clock.monotonic();
  const rules = eventRules(settings);
  const files = await filesOf(query);
  const sinks = await createRoads(settings, { clock, onNotice: notices });
  const { stateDir: folder, sourceId, rejectsLimit } = settings;
  const state = await openState({ folder, sourceId, rejectsLimit, clock, notices });
  const errors: LogshipError[] = [];
  const onError = (error: LogshipError) => {
    errors.push(error);
    notices({ kind: 'failed', error });
  };
  const failing = new AbortController();
  const reading = AbortSignal.any([signal, failing.signal]);
  const run = new ReplayRun({
    settings,
    sinks,
    state,
    encode: await recordEncoding(rules),
    isMeant: selector(query),
    clock,
    notices,
    progress,
    onError,
    signal: reading,
  });
  run.delivery.failed.catch((error: unknown) => failing.abort(error));
  const ended = await sendAll(run, files, reading, request, context, onError);
  await run.close();
  await state.close();
  return { result: resultOf(run, clock.monotonic() - started), errors, ended };
}

async function sendAll(
  run: ReplayRun,
  files: readonly string[],
  reading: AbortSignal,
  { settings }: ReplayRequest,
  { clock, signal }: ReplayContext,
  onError: (error: LogshipError) => void,
): Promise<LogshipError | undefined> {
  const limits = boundRun(run.delivery, settings, clock, signal);
  try {
    for (const file of files) {
      if (reading.aborted) break;
      try {
        await run.send(file);
      } catch (error) {
        if (!(error instanceof StateError) || run.delivery.hasFailed) throw error;
        onError(error);
      }
    }
    await run.flush();
    return signal.aborted ? interruptionBy(signal) : undefined;
  } catch (error) {
    run.delivery.fail(error as Error);
    return asKnown(error);
  } finally {
    limits.lift();
  }
}

function resultOf({ files, delivery }: ReplayRun, milliseconds: number): ReplayResult {
  const counts: ReplayCounts = noReplayCounts();
  for (const file of files) {
    for (const key of Object.keys(counts) as (keyof ReplayCounts)[]) counts[key] += file.counts[key];
  }
  const { target, acknowledgement } = delivery.sink;
  return {
    files: files.map((file) => file.counts),
    ...counts,
    seconds: Math.round(milliseconds) / 1000,
    target,
    acknowledgement,
    fellBack: delivery.fellBack,
  };
}
