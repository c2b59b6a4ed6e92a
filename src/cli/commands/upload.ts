import process from 'node:process';
import type { Command } from 'commander';
import type { Settings } from '../../config/options.js';
import { ExitCode } from '../../model/exit-code.js';
import { tuneEngine } from '../engine.js';
import { addSettingFlags } from '../flags.js';
import { interruption } from '../interruption.js';
import type { GlobalFlags } from '../global-flags.js';
import { refuseEmptyNames } from '../named-files.js';
import { noticePrinter } from '../notice-printer.js';
import { runToEnd } from '../run-to-end.js';
import { settingsFor } from '../settings.js';

interface UploadFlags extends GlobalFlags {
  readonly strict?: boolean;
  readonly dryRun?: boolean;
  readonly restart?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  logship upload app.json                      to LOGSTASH_HOST, or Elasticsearch if that stays away
  logship upload app.json --dry-run            show the events, send nothing
  logship upload '/var/log/shop/*.log' --service shop --environment prod
  logship upload app.json --to beats+tls://logstash:5044 --to https://es:9200     the second if the first stays away
  logship upload app.json --to tcp://a,b,c                                        three hosts share the events
  logship upload app.json --to kafka://broker:9092/logs                           for Logstash and others to read from
  zcat old.log.gz | logship upload - --source-id old.log
`;

/** Adds `logship upload`. */
export function register(program: Command): void {
  const command = program
    .command('upload')
    .description('ship files: each record once, from where the last run left off')
    .argument('<file...>', 'files, patterns in quotes, or - for standard input')
    .option('--strict', 'check all of a file first, and send nothing of it if one record is bad')
    .option('--dry-run', 'print the events as NDJSON, and send nothing')
    .option('--restart', 'forget what was acknowledged before, and send everything')
    .option('--json', 'print the result as one JSON object')
    .addHelpText('after', EXAMPLES)
    .action((names: string[], _flags: UploadFlags, self: Command) => run(names, self));
  addSettingFlags(command, 'upload');
}

async function run(names: readonly string[], command: Command): Promise<void> {
  const flags = command.optsWithGlobals<UploadFlags>();
  refuseEmptyNames(names);
  const { settings } = await settingsFor('upload', command);
  process.exitCode = flags.dryRun ? await runDry(names, settings, flags) : await runUpload(names, settings, flags);
}

async function runDry(names: readonly string[], settings: Settings, flags: UploadFlags): Promise<number> {
  const { dryRun } = await import('../../ship/dry-run.js');
  const { signal, restore } = interruption();
  try {
    const notices = await noticePrinter(flags, () => {});
    const request = {
      names,
      settings,
      strict: flags.strict ?? false,
      stdin: process.stdin,
      output: process.stdout,
      notices,
      signal,
    };
    const { rejected, errors } = await dryRun(request);
    if (signal.aborted) throw signal.reason;
    if (errors.length > 0) return ExitCode.undelivered;
    return rejected > 0 ? ExitCode.rejected : ExitCode.delivered;
  } finally {
    restore();
  }
}

async function runUpload(names: readonly string[], settings: Settings, flags: UploadFlags): Promise<number> {
  const [{ upload }, { uploadSummary }] = await Promise.all([
    import('../../ship/upload.js'),
    import('../../ui/upload-summary.js'),
  ]);
  tuneEngine('bulk');
  const request = { names, settings, strict: flags.strict ?? false, restart: flags.restart ?? false };
  return runToEnd({
    settings,
    flags,
    run: (context) => upload(request, { ...context, stdin: process.stdin }),
    summary: async (result, look) => (result.files.length > 0 ? uploadSummary(result, look) : ''),
  });
}
