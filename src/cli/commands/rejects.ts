import process from 'node:process';
import { type Command, Option } from 'commander';
import type { RejectGrouping } from '../../ship/reject-groups.js';
import type { RejectQuery } from '../../ship/reject-query.js';
import { addSettingFlags } from '../flags.js';
import type { GlobalFlags } from '../global-flags.js';
import { addRejectFlags, type RejectFlags, rejectQuery } from '../reject-flags.js';
import { settingsFor } from '../settings.js';

interface RejectsFlags extends GlobalFlags, RejectFlags {
  readonly by: RejectGrouping;
  readonly originals?: boolean;
  readonly json?: boolean;
}

const LINE_FEED = '\n';
const EXAMPLES = `
Examples:
  logship rejects
  logship rejects --since 24h --reason tenant_id
  logship rejects --by hour                    when did it begin?
  logship rejects --reason tenant_id --originals | sed 's/Acme/acme/' | logship upload -
`;

/** Adds `logship rejects`. */
export function register(program: Command): void {
  const command = program
    .command('rejects')
    .description('list the records that could not be delivered, by reason, file and time');
  addRejectFlags(command)
    .addOption(
      new Option('--by <what>', 'count by reason and file, by file, or by time')
        .choices(['reason', 'file', 'hour', 'day'])
        .default('reason'),
    )
    .option('--originals', 'print the records themselves as they stood in their files, a line each')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action((files: string[], _flags: RejectsFlags, self: Command) => run(files, self));
  addSettingFlags(command, 'rejects');
}

async function run(files: readonly string[], command: Command): Promise<void> {
  const { by, originals, json, quiet = false, ...flags } = command.optsWithGlobals<RejectsFlags>();
  const { settings } = await settingsFor('rejects', command);
  const query = rejectQuery(files, settings.stateDir, flags);
  if (originals) return printOriginals(query);
  const [{ keptRejects }, { groupRejects }, { sizeOfRejects }, { stateFolderAt }] = await Promise.all([
    import('../../ship/kept-rejects.js'),
    import('../../ship/reject-groups.js'),
    import('../../state/reject-files.js'),
    import('../../state/folder.js'),
  ]);
  const groups = await groupRejects(keptRejects(query), by);
  const bytes = await sizeOfRejects(stateFolderAt(settings.stateDir).rejects);
  const limit = settings.rejectsLimit;
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  if (json) {
    process.stdout.write(`${JSON.stringify({ total, groups, bytes, limit })}\n`);
    return;
  }
  const [{ report }, { showBytes }, { showCountOf }, { rejectTable }, { lookOfStdout }] = await Promise.all([
    import('../../ui/report.js'),
    import('../../kit/show-bytes.js'),
    import('../../ui/numbers.js'),
    import('../../ui/reject-table.js'),
    import('../look.js'),
  ]);
  if (total > 0) process.stdout.write(await rejectTable(groups, by, lookOfStdout()));
  if (quiet) return;
  const picked = flags.since !== undefined || flags.reason !== undefined;
  if (total === 0) return report(`no rejected records${picked ? ' that --since and --reason pick' : ''}`);
  const room = limit === 0 ? '' : ` of the ${showBytes(limit)} that they may`;
  report(
    `${showCountOf(total, 'rejected record')}; times are UTC; the folder of rejects holds ${showBytes(bytes)}${room}`,
  );
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
