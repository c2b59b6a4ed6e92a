import process from 'node:process';
import type { Command } from 'commander';
import { ConfigError } from '../../model/errors.js';
import { ExitCode } from '../../model/exit-code.js';
import { addSettingFlags } from '../flags.js';
import type { GlobalFlags } from '../global-flags.js';
import { settingsFor } from '../settings.js';
import { stateReporter } from '../state-reporter.js';

interface StatsFlags extends GlobalFlags {
  readonly json?: boolean;
  readonly failBelow?: number;
}

const EXAMPLES = `
Examples:
  logship stats
  logship stats --json | jq .health.status
  logship stats --quiet --fail-below 0.99 || echo "look at the logs"    for a cron job
`;

/** Adds `logship stats`. */
export function register(program: Command): void {
  const command = program
    .command('stats')
    .description('is the target there, and what have all runs delivered since the last reset?')
    .option('--json', 'print one JSON object')
    .option('--fail-below <rate>', 'end with exit code 1 if the success rate is lower: 0.99', rate)
    .addHelpText('after', EXAMPLES)
    .action((_flags: StatsFlags, self: Command) => run(self));
  addSettingFlags(command, 'stats');
}

async function run(command: Command): Promise<void> {
  const { json, quiet = false, failBelow } = command.optsWithGlobals<StatsFlags>();
  const { settings } = await settingsFor('stats', command);
  const [{ readStatus }, { systemClock: clock }, { report }] = await Promise.all([
    import('../../ship/status.js'),
    import('../../kit/clock.js'),
    import('../../ui/report.js'),
  ]);
  const { status, faults } = await readStatus(settings, { clock, notices: await stateReporter(quiet) });
  const { success_rate: reached } = status.statistics;
  const below = failBelow !== undefined && reached < failBelow;
  if (below) process.exitCode = ExitCode.undelivered;
  if (json) process.stdout.write(`${JSON.stringify(status)}\n`);
  else if (!quiet) {
    const [{ statusTable }, { lookOfStdout }] = await Promise.all([
      import('../../ui/status-table.js'),
      import('../look.js'),
    ]);
    process.stdout.write(await statusTable(status, lookOfStdout()));
  }
  for (const { message, next } of quiet ? [] : faults) report(message, next);
  if (below) report(`the success rate is ${reached}, below ${failBelow}`);
}

function rate(text: string): number {
  const number = Number(text);
  if (/^[\d.]+$/.test(text) && number <= 1) return number;
  throw new ConfigError(`--fail-below ${JSON.stringify(text)} is no rate`, { next: ['Give a number from 0 to 1.'] });
}
