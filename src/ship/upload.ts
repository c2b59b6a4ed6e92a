import type { Readable } from 'node:stream';
import type { Settings } from '../config/options.js';
import type { Clock } from '../kit/clock.js';
import { InputError, type LogshipError, StateError } from '../model/errors.js';
import { lookAtLog } from '../read/look-at.js';
import { STANDARD_INPUT } from '../read/stream-input.js';
import { openState, type State } from '../state/state.js';
import { asKnown, boundRun, closeRun, interruptionBy } from './ending.js';
import { eventRules } from './event-rules.js';
import { fitInputs } from './fit-inputs.js';
import { inputOpener, type OpenInput } from './inputs.js';
import type { UploadNotice, UploadProgress } from './notices.js';
import { refuseOwnOutput } from './own-output.js';
import { Pipeline } from './pipeline.js';
import { createRoads } from './roads.js';
import { type RecordCounts, sumOf, type UploadResult } from './upload-result.js';

export interface UploadRequest {
  /** Files, patterns, or `-` for standard input. */
  readonly names: readonly string[];
  readonly settings: Settings;
  /** Send nothing of a file if one of its records is bad. */
  readonly strict: boolean;
  /** Forget what was acknowledged before, and send everything. */
  readonly restart: boolean;
}

export interface UploadContext {
  readonly clock: Clock;
  readonly stdin: Readable;
  readonly notices: (notice: UploadNotice) => void;
  readonly progress: (progress: UploadProgress) => void;
  /** Ends the run: reading stops, what is in hand is delivered within the timeout. Its reason names the signal. */
  readonly signal: AbortSignal;
}

/** What an upload came to, and what went wrong on the way. */
export interface UploadOutcome {
  readonly result: UploadResult;
  /** What concerns one input alone. Each was told as a notice. */
  readonly errors: readonly LogshipError[];
  /** Why the run ended before everything was delivered. */
  readonly ended: LogshipError | undefined;
}

/**
 * Ships files. Throws only what is known before anything is sent: `ConfigError`, `InputError` where no input is
 * fit, `StateError` where the state folder can't be used. All else is in the outcome.
 */
export async function upload(request: UploadRequest, context: UploadContext): Promise<UploadOutcome> {
  const { settings, names } = request;
  const { clock, notices } = context;
  const started = clock.monotonic();
  const rules = eventRules(settings);
  // Reading ends with a signal, and as soon as delivery fails.
  const failing = new AbortController();
  const reading = AbortSignal.any([context.signal, failing.signal]);
  const open = inputOpener(settings, context.stdin, reading);
  const { strict } = request;
  const { fit, refused } = await fitInputs(names, { open, strict, settings, rules, signal: reading, notices });
  for (const name of fit) if (name !== STANDARD_INPUT) refuseOwnOutput(name, settings);

  const sinks = await createRoads(settings, { clock, onNotice: notices });
  const { stateDir: folder, sourceId, rejectsLimit } = settings;
  const state = await openState({ folder, sourceId, rejectsLimit, clock, notices, lookAt: lookAtLog });
  const pipeline = new Pipeline({ ...request, ...context, rules, state, sinks, signal: reading });
  pipeline.delivery.failed.catch((error: unknown) => failing.abort(error));
  const errors: LogshipError[] = [...refused];
  const inputs = { names: fit, open, reading };
  const ended = await shipAll(pipeline, inputs, settings, context, (error) => {
    errors.push(error);
    notices({ kind: 'failed', error });
  });
  const unclosed = await closeRun(pipeline, state, ended, notices);
  return { result: resultOf(pipeline, state, clock.monotonic() - started), errors, ended: ended ?? unclosed };
}

/** What is to be read. */
interface Inputs {
  readonly names: readonly string[];
  readonly open: OpenInput;
  /** Ends reading. */
  readonly reading: AbortSignal;
}

async function shipAll(
  pipeline: Pipeline,
  inputs: Inputs,
  settings: Settings,
  { clock, signal }: UploadContext,
  onError: (error: LogshipError) => void,
): Promise<LogshipError | undefined> {
  const { delivery } = pipeline;
  const limits = boundRun(pipeline.delivery, settings, clock, signal);
  try {
    for (const name of inputs.names) {
      if (inputs.reading.aborted) break;
      await shipOne(pipeline, name, inputs, onError);
    }
    await pipeline.flush();
    return signal.aborted ? interruptionBy(signal) : undefined;
  } catch (error) {
    delivery.fail(error as Error);
    return asKnown(error);
  } finally {
    limits.lift();
  }
}

/** What concerns one input alone does not keep the others from being shipped. */
async function shipOne(
  pipeline: Pipeline,
  name: string,
  { open, reading }: Inputs,
  onError: (error: LogshipError) => void,
): Promise<void> {
  try {
    await pipeline.ship(await open(name));
  } catch (error) {
    if (reading.aborted && error === reading.reason) return;
    const own = error instanceof InputError || error instanceof StateError;
    if (!own || pipeline.delivery.hasFailed) throw error;
    onError(error);
  }
}

function resultOf(pipeline: Pipeline, state: State, milliseconds: number): UploadResult {
  const { delivery, runs, bytes } = pipeline;
  const files = runs.map((run) => run.counts);
  const counts: RecordCounts = sumOf(files);
  const { target, acknowledgement } = delivery.sink;
  return {
    files,
    ...counts,
    bytes,
    seconds: Math.round(milliseconds) / 1000,
    target,
    acknowledgement,
    fellBack: delivery.fellBack,
    rejectsFile: state.rejects.path ?? null,
  };
}
