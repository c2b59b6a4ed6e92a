import process from 'node:process';
import type { Command } from 'commander';
import { ConfigError } from '../../../model/errors.js';
import type { SetupResult } from '../../../sinks/elasticsearch/setup/setup.js';
import { addSettingFlags } from '../../flags.js';
import type { GlobalFlags } from '../../global-flags.js';
import { settingsFor } from '../../settings.js';

interface SetupFlags extends GlobalFlags {
  readonly retention?: string;
  readonly dryRun?: boolean;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  logship setup elasticsearch --dry-run            show the requests, send none that changes anything
  logship setup elasticsearch --retention 30d      and delete what is older than 30 days
`;

/** Adds `logship setup elasticsearch`. */
export function register(setup: Command): void {
  const command = setup
    .command('elasticsearch')
    .description('write the index template for logs-{tenant}-YYYY.MM: mappings by ECS, and how long events are kept')
    .option('--retention <time>', 'delete events after this time: 30d, 12h (default: keep them)', retention)
    .option('--dry-run', 'print the requests as they would be sent, and change nothing')
    .option('--overwrite', 'replace a template of the same name that somebody has changed')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action((_flags: SetupFlags, self: Command) => run(self));
  addSettingFlags(command, 'setup elasticsearch');
}

async function run(command: Command): Promise<void> {
  const { dryRun = false, overwrite = false, retention: kept, json, quiet } = command.optsWithGlobals<SetupFlags>();
  const { settings } = await settingsFor('setup elasticsearch', command);
  const [{ elasticsearchOptionsOf }, { setUpElasticsearch }, { saySetup, sayRequests, sayRemarks }, { report }] =
    await Promise.all([
      import('../../../ship/elasticsearch-options.js'),
      import('../../../sinks/elasticsearch/setup/setup.js'),
      import('../../../ui/elasticsearch-setup.js'),
      import('../../../ui/report.js'),
    ]);
  const target = settings.to?.find(({ road }) => road === 'elasticsearch');
  const nodes = settings.elasticsearchUrl ?? (target?.road === 'elasticsearch' ? target.nodes : []);
  const options = await elasticsearchOptionsOf(nodes, settings);
  const result = await setUpElasticsearch(options, { retention: kept, dryRun, overwrite });
  if (json) process.stdout.write(`${JSON.stringify(asJson(result, dryRun))}\n`);
  else if (dryRun) process.stdout.write(sayRequests(result));
  else if (!quiet) process.stdout.write(saySetup(result));
  if (!quiet && !json) for (const remark of sayRemarks(result, dryRun)) report(remark);
}

function asJson(
  { target, cluster, assumed, lifecycle, patterns, priority, steps, remarks, changed }: SetupResult,
  dryRun: boolean,
) {
  return {
    target: target ?? null,
    cluster,
    assumed: assumed ?? null,
    dryRun,
    changed,
    patterns,
    priority,
    retention: lifecycle?.retention ?? null,
    lifecycle: lifecycle?.kind ?? null,
    steps: steps.map(({ what, name, state, changes, request }) => ({ what, name, state, changes, request })),
    remarks,
  };
}

function retention(text: string): string {
  const time = text.trim().toLowerCase();
  if (/^[1-9]\d{0,5}[dh]$/.test(time)) return time;
  throw new ConfigError(`--retention ${JSON.stringify(text)} is no time to keep events for`, {
    next: ['Give whole days or hours, such as 30d or 12h.'],
  });
}
