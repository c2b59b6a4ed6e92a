import { createProgram } from '../../../dist/cli/program.js';
import { flagsFor } from '../../../dist/config/flags.js';
import { options } from '../../../dist/config/options.js';

/**
 * What may stand behind a flag, or in the place of an argument: nothing, a file, a folder, one of some words, or
 * something that nobody can guess.
 * @typedef {'none' | 'file' | 'folder' | 'other' | readonly string[]} Value
 */

/** @typedef {{ names: readonly string[], about: string, value: Value }} Flag */
/** @typedef {{ name: string, about: string, flags: readonly Flag[], argument: Value }} CommandRow */
/** @typedef {{ commands: readonly CommandRow[], globals: readonly Flag[] }} CommandTable */

/**
 * The command line as completions need it.
 * @returns {CommandTable}
 */
export function commandTable() {
  const program = createProgram();
  const help = program.createHelp();
  const visible = help.visibleCommands(program);
  const names = visible.map((command) => command.name());
  const commands = visible.map((command) => ({
    name: command.name(),
    about: command.description(),
    flags: flagsOf(command),
    argument: command.name() === 'help' ? names : argumentOf(command),
  }));
  return { commands, globals: help.visibleOptions(program).map((option) => flagOf(option, undefined)) };
}

/**
 * The flags of a command, and of those below it (`setup elasticsearch`): each once.
 * @param {import('commander').Command} command
 * @returns {readonly Flag[]}
 */
function flagsOf(command) {
  const own = command.options.map((option) => flagOf(option, command.name()));
  const below = command.commands.flatMap((inner) =>
    inner.options.map((option) => flagOf(option, `${command.name()} ${inner.name()}`)),
  );
  const byName = new Map([...below, ...own].map((flag) => [flag.names.join(), flag]));
  return [...byName.values()];
}

/**
 * @param {import('commander').Option} option
 * @param {string | undefined} command
 * @returns {Flag}
 */
function flagOf(option, command) {
  const names = [option.short, option.long].filter((name) => name !== undefined);
  const setting = flagsFor(/** @type {import('../../../dist/config/option.js').CommandName} */ (command)).find(
    ({ flag }) => flag === option.flags,
  );
  const about = setting ? options[setting.key].help : option.description;
  const value = !option.required ? 'none' : setting?.choices.length ? setting.choices : valueOf(option.flags);
  return { names, about: about.replace(/\.$/, ''), value };
}

/**
 * @param {import('commander').Command} command
 * @returns {Value}
 */
function argumentOf(command) {
  if (command.commands.length > 0) return command.commands.map((inner) => inner.name());
  const [argument] = command.registeredArguments;
  return argument ? valueOf(`<${argument.name()}>`) : 'none';
}

/**
 * A placeholder tells what it stands for.
 * @param {string} flags
 * @returns {Value}
 */
function valueOf(flags) {
  const placeholder = /<(\w+)/.exec(flags)?.[1];
  return placeholder === 'file' || placeholder === 'folder' ? placeholder : 'other';
}
