import process from 'node:process';
import type { Command } from 'commander';
import { parseDuration } from '../../config/values/durations.js';
import { ConfigError } from '../../model/errors.js';
import type { RejectQuery } from '../../ship/kept-rejects.js';
import { addSettingFlags } from '../flags.js';
import type { GlobalFlags } from '../global-flags.js';
import { settingsFor } from '../settings.js';

interface RejectsFlags extends GlobalFlags {
  readonly since?: number;
  readonly reason?: string;
  readonly originals?: boolean;
  readonly json?: boolean;
}

const LINE_FEED = '\n';
const EXAMPLES = `
Examples:
  logship rejects
  logship rejects --since 24h --reason tenant_id
  logship rejects --reason tenant_id --originals | sed 's/Acme/acme/' | logship upload -
`;

/** Adds `logship rejects`. */
export function register(program: Command): void {
  const command = program
    .command('rejects')
    .description('list the records that could not be delivered, by reason and file')
    .argument('[files...]', 'files of rejects; without them all in the state folder')
    .option('--since <duration>', 'only what was rejected in this time: 30m, 2h', duration)
    .option('--reason <text>', 'only reasons that hold this text')
    .option('--originals', 'print the records themselves as they stood in their files, a line each')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action((files: string[], _flags: RejectsFlags, self: Command) => run(files, self));
  addSettingFlags(command, 'rejects');
}

async function run(files: readonly string[], command: Command): Promise<void> {
  const { since, reason, originals, json, quiet = false } = command.optsWithGlobals<RejectsFlags>();
  const { settings } = await settingsFor('rejects', command);
  const query: RejectQuery = {
    stateDir: settings.stateDir,
    files,
    since: since === undefined ? undefined : Date.now() - since,
    reason,
  };
  if (originals) return printOriginals(query);
  const [{ keptRejects }, { groupRejects }] = await Promise.all([
    import('../../ship/kept-rejects.js'),
    import('../../ship/reject-groups.js'),
  ]);
  const groups = await groupRejects(keptRejects(query));
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  if (json) {
    process.stdout.write(`${JSON.stringify({ total, groups })}\n`);
    return;
  }
  const [{ report }, { showCountOf }, { rejectTable }, { lookOfStdout }] = await Promise.all([
    import('../../ui/report.js'),
    import('../../ui/numbers.js'),
    import('../../ui/reject-table.js'),
    import('../look.js'),
  ]);
  if (total > 0) process.stdout.write(await rejectTable(groups, lookOfStdout()));
  if (!quiet) report(total > 0 ? `${showCountOf(total, 'rejected record')}; times are UTC` : 'no rejected records');
}

async function printOriginals(query: RejectQuery): Promise<void> {
  const { keptRejects } = await import('../../ship/kept-rejects.js');
  const { stdout } = process;
  for await (const { row, original } of keptRejects(query)) {
    stdout.write(original);
    // A record that is too long comes in pieces, and is one line all the same.
    const room = stdout.write(row.more ? '' : LINE_FEED);
    if (!room) await new Promise<void>((resolve) => void stdout.once('drain', resolve));
  }
}

function duration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  throw new ConfigError(`--since ${JSON.stringify(text)} is no duration`, {
    next: ['Give one such as 30m, 2h or 48h; at most 24 days.'],
  });
}
