import process from 'node:process';
import { InterruptedError } from '../model/errors.js';

/**
 * A signal that is aborted by the first Ctrl-C or SIGTERM, so that a run can end in order. The second one ends the
 * process at once.
 */
export function interruption(): { readonly signal: AbortSignal; readonly restore: () => void } {
  const controller = new AbortController();
  const handlers = (['SIGINT', 'SIGTERM'] as const).map((name) => {
    const handler = () => {
      const error = new InterruptedError(name);
      if (controller.signal.aborted) process.exit(error.exitCode);
      controller.abort(error);
    };
    process.on(name, handler);
    return () => process.off(name, handler);
  });
  return { signal: controller.signal, restore: () => handlers.forEach((off) => off()) };
}

/** The same for a run that SIGHUP begins anew: `hangup` tells whether that was what ended it. */
export function tailInterruption(): {
  readonly signal: AbortSignal;
  readonly hangup: () => boolean;
  readonly restore: () => void;
} {
  const { signal, restore } = interruption();
  const controller = new AbortController();
  let hungUp = false;
  const onHangup = () => {
    hungUp = true;
    controller.abort(new InterruptedError('SIGTERM'));
  };
  process.on('SIGHUP', onHangup);
  return {
    signal: AbortSignal.any([signal, controller.signal]),
    hangup: () => hungUp && !signal.aborted,
    restore: () => {
      process.off('SIGHUP', onHangup);
      restore();
    },
  };
}
