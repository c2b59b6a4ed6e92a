import type { Settings } from '../config/options.js';
import type { Delivery } from '../deliver/delivery.js';
import type { Clock } from '../kit/clock.js';
import { onAbort } from '../kit/on-abort.js';
import { DeadlineError, InterruptedError, LogshipError, OutputClosedError } from '../model/errors.js';
import type { State } from '../state/state.js';
import type { UploadNotice } from './notices.js';
import type { Pipeline } from './pipeline.js';

/** Ends the run at its deadline, and some time after a signal. */
export function boundRun(
  delivery: Delivery,
  { deadline, logstashTimeout }: Settings,
  clock: Clock,
  signal: AbortSignal,
): { lift: () => void } {
  const cancels: (() => void)[] = [];
  if (deadline !== undefined) {
    const message = `the deadline of ${deadline / 1000} s is over`;
    const next = ['What is not acknowledged stays pending: run the same command again.'];
    cancels.push(clock.after(deadline, () => delivery.fail(new DeadlineError(message, { next }))));
  }
  const endSoon = () => {
    delivery.hurry();
    cancels.push(clock.after(logstashTimeout, () => delivery.fail(interruptionBy(signal))));
  };
  cancels.push(onAbort(signal, endSoon));
  return { lift: () => cancels.forEach((cancel) => cancel()) };
}

/** What a signal ended the run with. */
export function interruptionBy(signal: AbortSignal): InterruptedError {
  return signal.reason instanceof InterruptedError ? signal.reason : new InterruptedError('SIGINT');
}

/** Writes what is left. @returns what went wrong with that. */
export async function closeRun(
  pipeline: Pipeline,
  state: State,
  ended: LogshipError | undefined,
  notices: (notice: UploadNotice) => void,
): Promise<LogshipError | undefined> {
  for (const run of pipeline.runs) {
    const { path, pending } = run.counts;
    if (pending > 0 && ended && !(ended instanceof OutputClosedError))
      state.statistics.countFailed(pending, ended.message);
    if (run.untagged > 0) notices({ kind: 'untagged', path, events: run.untagged });
  }
  let failure: LogshipError | undefined;
  for (const close of [() => pipeline.close(), () => state.close()]) {
    try {
      await close();
    } catch (error) {
      failure ??= asKnown(error);
    }
  }
  return failure;
}

/** Rethrows what no person can act on. */
export function asKnown(error: unknown): LogshipError {
  if (error instanceof LogshipError) return error;
  throw error;
}
