import process from 'node:process';
import type { Command } from 'commander';
import { ConfigError } from '../../model/errors.js';
import { addSettingFlags } from '../flags.js';
import type { GlobalFlags } from '../global-flags.js';
import { settingsFor } from '../settings.js';
import { stateReporter } from '../state-reporter.js';

interface ResetFlags extends GlobalFlags {
  readonly yes?: boolean;
}

/** Adds `logship reset`. */
export function register(program: Command): void {
  const command = program
    .command('reset')
    .description('set the statistics back to zero; checkpoints and rejects stay')
    .option('-y, --yes', 'do not ask; needed where there is no terminal')
    .action((_flags: ResetFlags, self: Command) => run(self));
  addSettingFlags(command, 'reset');
}

async function run(command: Command): Promise<void> {
  const { yes = false, quiet = false } = command.optsWithGlobals<ResetFlags>();
  const { settings } = await settingsFor('reset', command);
  const { report } = await import('../../ui/report.js');
  if (!yes && !(await isWanted(settings.stateDir))) return report('nothing was reset');
  const [{ openStateFolder }, { resetStatistics }, { systemClock: clock }] = await Promise.all([
    import('../../state/folder.js'),
    import('../../state/statistics-fold.js'),
    import('../../kit/clock.js'),
  ]);
  const { root, statistics } = openStateFolder(settings.stateDir);
  await resetStatistics(statistics, { clock, notices: await stateReporter(quiet) });
  if (!quiet) report(`the statistics in ${root} start from zero`);
}

async function isWanted(folder: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new ConfigError('reset asks before it forgets, and there is no terminal to ask on', {
      next: ['Give --yes if the statistics shall be set to zero.'],
    });
  }
  const { confirm } = await import('../confirm.js');
  return confirm(`Set the statistics in ${folder} to zero?`);
}
