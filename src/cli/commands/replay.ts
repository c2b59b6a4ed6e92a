import process from 'node:process';
import type { Command } from 'commander';
import type { Settings } from '../../config/options.js';
import { ExitCode } from '../../model/exit-code.js';
import type { RejectQuery } from '../../ship/reject-query.js';
import { addSettingFlags } from '../flags.js';
import type { GlobalFlags } from '../global-flags.js';
import { interruption } from '../interruption.js';
import { noticePrinter } from '../notice-printer.js';
import { addRejectFlags, type RejectFlags, rejectQuery } from '../reject-flags.js';
import { runToEnd } from '../run-to-end.js';
import { settingsFor } from '../settings.js';

interface ReplayFlags extends GlobalFlags, RejectFlags {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  logship replay                               all that was rejected, to LOGSTASH_HOST
  logship replay --reason mapper_parsing --since 24h
  logship replay --reason 'malformed JSON' --format text    as plain text, each line a message
  LOGSHIP_MAX_LINE_BYTES=50MB logship replay --reason 'longer than'
`;

/** Adds `logship replay`. */
export function register(program: Command): void {
  const command = program
    .command('replay')
    .description('send rejected records again, once the cause is mended: what is delivered leaves the rejects');
  addRejectFlags(command)
    .option('--dry-run', 'print the events as NDJSON, and send nothing')
    .option('--json', 'print the result as one JSON object')
    .addHelpText('after', EXAMPLES)
    .action((files: string[], _flags: ReplayFlags, self: Command) => run(files, self));
  addSettingFlags(command, 'replay');
}

async function run(files: readonly string[], command: Command): Promise<void> {
  const flags = command.optsWithGlobals<ReplayFlags>();
  const { settings } = await settingsFor('replay', command);
  const query = rejectQuery(files, settings.stateDir, flags);
  process.exitCode = await (flags.dryRun ? runDry : runReplay)(query, settings, flags);
}

async function runDry(query: RejectQuery, settings: Settings, flags: ReplayFlags): Promise<number> {
  const { dryReplay } = await import('../../ship/replay/dry-run.js');
  const { signal, restore } = interruption();
  try {
    const notices = await noticePrinter(flags, () => {});
    const { rejected } = await dryReplay({ query, settings, output: process.stdout, notices, signal });
    return rejected > 0 ? ExitCode.rejected : ExitCode.delivered;
  } finally {
    restore();
  }
}

async function runReplay(query: RejectQuery, settings: Settings, flags: ReplayFlags): Promise<number> {
  const [{ replay }, { replaySummary }] = await Promise.all([
    import('../../ship/replay/replay.js'),
    import('../../ui/replay-summary.js'),
  ]);
  return runToEnd({
    settings,
    flags,
    run: (context) => replay({ query, settings }, context),
    summary: (result, { tty, paint }) => replaySummary(result, { framed: tty, paint }),
  });
}
