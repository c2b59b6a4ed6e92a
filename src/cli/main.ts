import process from 'node:process';
import { ExitCode } from '../model/exit-code.js';
import { outcomeOf } from './outcome.js';
import { createProgram } from './program.js';

/**
 * Runs the command line to its end. Never throws: what happened is said on stderr, and is in `process.exitCode`.
 * @param argv as `process.argv`
 */
export async function main(argv: readonly string[]): Promise<void> {
  const verbose = argv.includes('--verbose') || argv.includes('-v') || process.env['LOGSHIP_DEBUG'] === '1';
  endWith('SIGINT', ExitCode.interrupted);
  endWith('SIGTERM', ExitCode.terminated);
  surviveClosedPipes();
  process.on('uncaughtException', (error) => process.exit(outcomeOf(error, verbose)));
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    process.exitCode = outcomeOf(error, verbose);
  }
}

/** Ends the process at a signal that no command handles, even where it is process 1 of a container. */
function endWith(signal: NodeJS.Signals, exitCode: ExitCode): void {
  process.on(signal, () => {
    if (process.listenerCount(signal) === 1) process.exit(exitCode);
  });
}

/**
 * Whoever closes stdout has read enough (`| head`): that is no failure, and a command that has to end in order listens
 * itself. Without stderr, nobody listens.
 */
function surviveClosedPipes(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (process.stdout.listenerCount('error') === 1) process.exit();
  });
  process.stderr.on('error', () => {});
}
