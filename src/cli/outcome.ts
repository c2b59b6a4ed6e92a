import { CommanderError } from 'commander';
import { ExitCode } from '../model/exit-code.js';
import { LogshipError } from '../model/errors.js';
import { report } from '../ui/report.js';

/**
 * Says what went wrong, and gives the exit code.
 * @param verbose shows where in logship a fault happened
 */
export function outcomeOf(error: unknown, verbose: boolean): number {
  if (error instanceof LogshipError) {
    report(error.message, error.next);
    return error.exitCode;
  }
  if (error instanceof CommanderError) return usageOutcome(error);
  report(`a fault of logship: ${error instanceof Error ? error.message : String(error)}`, [
    ...(verbose && error instanceof Error
      ? (error.stack ?? '')
          .split('\n')
          .slice(1)
          .map((line) => line.trim())
      : []),
    verbose ? 'Please report it, with these lines.' : 'Please report it, with what LOGSHIP_DEBUG=1 adds here.',
  ]);
  return ExitCode.undelivered;
}

/** Help and version end by an error too; what was asked for is on stdout by then. */
function usageOutcome(error: CommanderError): number {
  if (error.exitCode === 0) return ExitCode.delivered;
  if (!error.code.startsWith('commander.help')) {
    const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
    report(message, suggestion === undefined ? [] : [suggestion.replace(/^\((.*)\)$/, '$1')]);
  }
  return ExitCode.usage;
}
