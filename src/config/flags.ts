import type { CommandName } from './option.js';
import { defaultText, options, settingKeys } from './options.js';
import type { SettingKey } from './options.js';

/** A setting as a flag of a command. */
export interface FlagSpec {
  readonly key: SettingKey;
  /** As commander writes it: `--host <name>`. */
  readonly flag: string;
  /** As commander keeps it: `host`. */
  readonly name: string;
  /** One sentence, with default and variable behind it. */
  readonly help: string;
  /** May be given more than once: collect the texts in a list. */
  readonly repeatable: boolean;
  readonly choices: readonly string[];
  readonly path: 'file' | 'folder' | undefined;
}

/** Raw values of flags by setting, as `loadSettings` takes them. */
export type Flags = Partial<Readonly<Record<SettingKey, unknown>>>;

/** What is needed of a parsed commander command. */
export interface ParsedFlags {
  getOptionValue(name: string): unknown;
  getOptionValueSource(name: string): string | undefined;
}

/** The name under which commander keeps a flag: `--no-logstash` is `logstash`, `--max-size <size>` is `maxSize`. */
export function flagName(flag: string): string {
  const long = flag.split(' ')[0]!.replace(/^--(no-)?/, '');
  return long.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The settings that a command takes as flags, in the order of the table. */
export function flagsFor(command: CommandName): FlagSpec[] {
  return settingKeys.flatMap((key) => {
    const { flag, commands, help, env, type } = options[key];
    if (flag === undefined || !commands?.includes(command)) return [];
    const shown = type.choices && !flag.includes('<') ? undefined : defaultText(key);
    const notes = [shown && `default: ${shown}`, env && `env: ${env}`].filter((note) => note !== undefined);
    return {
      key,
      flag,
      name: flagName(flag),
      help: notes.length > 0 ? `${help} (${notes.join(', ')})` : help,
      repeatable: type.repeatable ?? false,
      choices: flag.includes('<') ? (type.choices ?? []) : [],
      path: type.path,
    };
  });
}

/** Picks the settings that were given on the command line out of a parsed command. */
export function givenFlags(command: CommandName, parsed: ParsedFlags): Flags {
  const given = flagsFor(command).filter(({ name }) => parsed.getOptionValueSource(name) === 'cli');
  return Object.fromEntries(given.map(({ key, name }) => [key, parsed.getOptionValue(name)]));
}
