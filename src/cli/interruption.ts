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
