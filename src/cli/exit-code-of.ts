import { ConfigError, type LogshipError, OutputClosedError } from '../model/errors.js';
import { ExitCode } from '../model/exit-code.js';

/** A run that has sent records. */
export interface RunEnd {
  /** What went wrong for some of what was to be sent. */
  readonly errors: readonly LogshipError[];
  /** Why it ended early. */
  readonly ended: LogshipError | undefined;
  readonly pending: number;
  readonly rejected: number;
}

/** Refused credentials go before what is not delivered, and that before what was rejected. A signal goes before all. */
export function exitCodeOf({ errors, ended, pending, rejected }: RunEnd): number {
  if (ended instanceof OutputClosedError) return ExitCode.delivered;
  const codes = new Set([...errors, ...(ended ? [ended] : [])].map((error) => error.exitCode));
  for (const code of [ExitCode.interrupted, ExitCode.terminated, ExitCode.denied]) if (codes.has(code)) return code;
  if (ended instanceof ConfigError) return ExitCode.usage;
  if (codes.size > 0 || pending > 0) return ExitCode.undelivered;
  return rejected > 0 ? ExitCode.rejected : ExitCode.delivered;
}
