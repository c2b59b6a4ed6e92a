import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Settings } from '../../config/options.js';
import type { Clock } from '../../kit/clock.js';
import { ConfigError, type LogshipError, StateError } from '../../model/errors.js';
import type { Sink } from '../../model/sink.js';
import { lookAtLog } from '../../read/look-at.js';
import { openStream, STANDARD_INPUT } from '../../read/stream-input.js';
import type { CreateWatcher } from '../../read/tail/watcher.js';
import { openState, type State } from '../../state/state.js';
import { asKnown, boundRun, closeRun, interruptionBy } from '../ending.js';
import { eventRules } from '../event-rules.js';
import { Pipeline } from '../pipeline.js';
import { TailLoop } from './loop.js';
import type { TailNotice } from './notices.js';
import { Past } from './past.js';
import { type TailStatus, TailWatch } from './status.js';

export interface TailRequest {
  /** Files and patterns, or `-` alone for standard input. */
  readonly names: readonly string[];
  readonly settings: Settings;
  /** Ship what is there, and end. */
  readonly once: boolean;
  /** Forget what was acknowledged before. */
  readonly restart: boolean;
  /** Keep nothing for a later run. */
  readonly stateless: boolean;
}

export interface TailContext {
  readonly clock: Clock;
  readonly stdin: Readable;
  readonly notices: (notice: TailNotice) => void;
  /** Called once following has begun, with what tells the status from then on. */
  readonly onStarted: (status: () => TailStatus) => void;
  readonly createWatcher: CreateWatcher;
  readonly createSinks: (onNotice: (notice: TailNotice) => void) => Promise<Sink[]>;
  /** Ends the run: reading stops, what is in hand is delivered within the timeout. */
  readonly signal: AbortSignal;
}

/** What a tail came to. */
export interface TailOutcome {
  readonly status: TailStatus;
  /** What concerned one file alone. Each was told as a notice. */
  readonly errors: readonly LogshipError[];
  /** Why it ended; undefined where all was shipped that was to be. */
  readonly ended: LogshipError | undefined;
}

/**
 * Follows files and ships what is written to them, until the signal; or what there is, once.
 * Throws what is known before anything is sent: `ConfigError`, `StateError` where the state folder can't be used.
 */
export async function tail(request: TailRequest, context: TailContext): Promise<TailOutcome> {
  const { settings, names, once, restart } = request;
  const { clock, signal } = context;
  const streamed = names.includes(STANDARD_INPUT);
  if (streamed && names.length > 1) {
    throw new ConfigError('standard input is followed alone', { next: ['Leave out - or the files.'] });
  }
  const errors: LogshipError[] = [];
  const notices = (notice: TailNotice) => {
    if (notice.kind === 'failed') errors.push(notice.error);
    if (notice.kind === 'truncated' || notice.kind === 'gone') watch.countLost(notice.bytes);
    context.notices(notice);
  };
  const rules = eventRules(settings);
  const sinks = await context.createSinks(notices);
  const stateDir = request.stateless ? await mkdtemp(join(tmpdir(), 'logship-')) : settings.stateDir;
  const { sourceId, rejectsLimit } = settings;
  const state = await openState({ folder: stateDir, sourceId, rejectsLimit, clock, notices, lookAt: lookAtLog });
  const failing = new AbortController();
  const reading = AbortSignal.any([signal, failing.signal]);
  const base = { settings, rules, restart, state, sinks, clock, notices, progress: () => {}, signal: reading };
  const pipeline = new Pipeline({ ...base, endless: !once });
  pipeline.delivery.failed.catch((error: unknown) => failing.abort(error));
  const { createWatcher } = context;
  const files = streamed ? [] : names;
  const { target } = sinks[0]!;
  const past = new Past({ state, target, tenant: settings.tenant, before: clock.now(), forgotten: restart });
  const loop = new TailLoop({
    names: files,
    settings,
    pipeline,
    past,
    clock,
    notices,
    createWatcher,
    signal: reading,
  });
  const watch: TailWatch = new TailWatch(pipeline, loop, state, clock);
  context.onStarted(() => watch.status());

  const work = async () => {
    if (streamed) await pipeline.ship(await openStream(context.stdin, reading));
    else if (once) await loop.once();
    else await loop.follow();
  };
  const ended = await run(pipeline, work, loop, request, context);
  const unclosed = await closeRun(pipeline, state, ended, notices);
  if (request.stateless) await forget(stateDir, state);
  return { status: watch.status(), errors, ended: ended ?? unclosed };
}

async function run(
  pipeline: Pipeline,
  work: () => Promise<void>,
  loop: TailLoop,
  { settings }: TailRequest,
  { clock, signal }: TailContext,
): Promise<LogshipError | undefined> {
  const { delivery } = pipeline;
  const limits = boundRun(delivery, settings, clock, signal);
  try {
    await work();
    await pipeline.flush();
    return signal.aborted ? interruptionBy(signal) : undefined;
  } catch (error) {
    if (signal.aborted && error === signal.reason) return interruptionBy(signal);
    delivery.fail(error as Error);
    return asKnown(error);
  } finally {
    limits.lift();
    await loop.close();
  }
}

/** What was rejected stays, wherever it is kept. */
async function forget(folder: string, { rejects }: State): Promise<void> {
  if (rejects.path !== undefined) return;
  try {
    await rm(folder, { recursive: true, force: true });
  } catch (cause) {
    throw new StateError(`${folder}: can't be removed (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}
