import process from 'node:process';
import type { Command } from 'commander';
import type { Settings } from '../../config/options.js';
import { OutputClosedError } from '../../model/errors.js';
import { ExitCode } from '../../model/exit-code.js';
import type { ReplayOutcome } from '../../ship/replay/result.js';
import type { RejectQuery } from '../../ship/reject-query.js';
import { exitCodeOf } from '../exit-code-of.js';
import { addSettingFlags } from '../flags.js';
import type { GlobalFlags } from '../global-flags.js';
import { interruption } from '../interruption.js';
import { noticePrinter } from '../notice-printer.js';
import { addRejectFlags, type RejectFlags, rejectQuery } from '../reject-flags.js';
import { settingsFor } from '../settings.js';
import { wordsTo } from '../words-to.js';

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
  const [{ replay }, { systemClock: clock }, { createProgress }] = await Promise.all([
    import('../../ship/replay/replay.js'),
    import('../../kit/clock.js'),
    import('../../ui/progress.js'),
  ]);
  const progress = createProgress({ stream: process.stderr, enabled: !flags.quiet && !flags.json });
  const { signal, restore } = interruption();
  try {
    const notices = await noticePrinter(flags, () => progress.clear());
    const context = { clock, notices, signal, progress: progress.update.bind(progress) };
    const outcome = await replay({ query, settings }, context);
    progress.stop();
    await show(outcome, flags, wordsTo(settings));
    return exitCodeOf({ ...outcome, ...outcome.result });
  } finally {
    progress.stop();
    restore();
  }
}

async function show({ result, ended }: ReplayOutcome, flags: ReplayFlags, out: NodeJS.WriteStream): Promise<void> {
  const [{ report }, { replaySummary }, { paintFor }] = await Promise.all([
    import('../../ui/report.js'),
    import('../../ui/replay-summary.js'),
    import('../../ui/terminal.js'),
  ]);
  if (flags.json) out.write(`${JSON.stringify(result)}\n`);
  else if (!flags.quiet) out.write(await replaySummary(result, { framed: out.isTTY, paint: paintFor(out) }));
  if (ended && !(ended instanceof OutputClosedError)) report(ended.message, ended.next);
}
