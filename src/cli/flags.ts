import { Option } from 'commander';
import type { Command } from 'commander';
import { flagsFor } from '../config/flags.js';
import type { CommandName } from '../config/option.js';
import { optionGroups } from '../config/options.js';
import type { SettingKey } from '../config/options.js';

/** Adds the settings that a command takes as flags, under the headings of the option table. */
export function addSettingFlags(command: Command, name: CommandName): Command {
  for (const { key, flag, help, repeatable } of flagsFor(name)) {
    const option = new Option(flag, help).helpGroup(`${groupOf(key)}:`);
    if (repeatable) option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
    command.addOption(option);
  }
  return command;
}

function groupOf(key: SettingKey): string {
  return optionGroups.find(({ options }) => Object.hasOwn(options, key))!.title;
}
