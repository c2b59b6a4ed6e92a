import process from 'node:process';
import type { Settings } from '../config/options.js';
import type { Clock } from '../kit/clock.js';
import { type LogshipError, OutputClosedError } from '../model/errors.js';
import type { UploadNotice, UploadProgress } from '../ship/notices.js';
import type { Paint } from '../ui/terminal.js';
import { exitCodeOf } from './exit-code-of.js';
import type { GlobalFlags } from './global-flags.js';
import { interruption } from './interruption.js';
import { noticePrinter } from './notice-printer.js';
import { wordsTo } from './words-to.js';

/** What a run that sends records and then ends is given. */
export interface RunContext {
  readonly clock: Clock;
  readonly notices: (notice: UploadNotice) => void;
  readonly progress: (progress: UploadProgress) => void;
  readonly signal: AbortSignal;
}

/** What it came to. */
export interface RunOutcome<Result> {
  readonly result: Result;
  readonly errors: readonly LogshipError[];
  readonly ended: LogshipError | undefined;
}

/** How a result is shown to a person: on a terminal or not. */
export interface SummaryLook {
  readonly tty: boolean;
  readonly paint: Paint;
}

export interface RunOptions<Result> {
  readonly settings: Settings;
  readonly flags: GlobalFlags & { readonly json?: boolean };
  readonly run: (context: RunContext) => Promise<RunOutcome<Result>>;
  readonly summary: (result: Result, look: SummaryLook) => Promise<string>;
}

/**
 * Sends records, with progress and notices on stderr, until all is done or a signal comes; then says what it came to:
 * a summary, or the result as JSON. @returns the exit code. Throws what `run` throws.
 */
export async function runToEnd<Result extends { readonly pending: number; readonly rejected: number }>(
  options: RunOptions<Result>,
): Promise<number> {
  const { flags, run } = options;
  const [{ systemClock: clock }, { createProgress }] = await Promise.all([
    import('../kit/clock.js'),
    import('../ui/progress.js'),
  ]);
  const progress = createProgress({ stream: process.stderr, enabled: !flags.quiet && !flags.json });
  const { signal, restore } = interruption();
  try {
    const notices = await noticePrinter(flags, () => progress.clear());
    const outcome = await run({ clock, notices, signal, progress: (update) => progress.update(update) });
    progress.stop();
    await show(outcome, options);
    return exitCodeOf({ ...outcome, ...outcome.result });
  } finally {
    progress.stop();
    restore();
  }
}

async function show<Result>({ result, ended }: RunOutcome<Result>, options: RunOptions<Result>): Promise<void> {
  const { settings, flags, summary } = options;
  const [{ report }, { paintFor }] = await Promise.all([import('../ui/report.js'), import('../ui/terminal.js')]);
  const out = wordsTo(settings);
  if (flags.json) out.write(`${JSON.stringify(result)}\n`);
  else if (!flags.quiet) out.write(await summary(result, { tty: out.isTTY, paint: paintFor(out) }));
  if (ended && !(ended instanceof OutputClosedError)) report(ended.message, ended.next);
}
