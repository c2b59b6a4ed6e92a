import process from 'node:process';
import type { Command } from 'commander';
import type { SettingRow } from '../../config/describe.js';
import type { GlobalFlags } from '../global-flags.js';
import { settingsFor } from '../settings.js';

interface ConfigFlags extends GlobalFlags {
  readonly json?: boolean;
}

/** Adds `logship config`. */
export function register(program: Command): void {
  program
    .command('config')
    .description('show every setting with its value and where it comes from; secrets are masked')
    .option('--json', 'print one JSON object: value, origin and variable by setting')
    .action((_flags: ConfigFlags, command: Command) => run(command));
}

async function run(command: Command): Promise<void> {
  const { json = false, verbose = false } = command.optsWithGlobals<ConfigFlags>();
  const { describeSettings } = await import('../../config/describe.js');
  const rows = describeSettings(await settingsFor('config', command));
  process.stdout.write(json ? asJson(rows) : await asTable(rows, verbose));
}

function asJson(rows: readonly SettingRow[]): string {
  const settings = rows.map(({ key, value, origin, env = null }) => [key, { value, origin, env }] as const);
  return `${JSON.stringify(Object.fromEntries(settings))}\n`;
}

/** Each setting is a row; `verbose` adds the variables. */
async function asTable(rows: readonly SettingRow[], verbose: boolean): Promise<string> {
  const [{ drawTable }, { lookOfStdout }] = await Promise.all([import('../../ui/table.js'), import('../look.js')]);
  const cells = rows.map(({ key, value, where, env = '-' }) => [key, show(value), where, ...(verbose ? [env] : [])]);
  const head = ['setting', 'value', 'origin', ...(verbose ? ['variable'] : [])];
  return drawTable({ head, rows: cells }, lookOfStdout());
}

function show(value: unknown): string {
  if (value === null) return '-';
  const texts = [value].flat().map(String);
  return texts.length === 0 ? '-' : texts.join(', ');
}
