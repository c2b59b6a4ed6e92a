import process from 'node:process';
import { Command, type ErrorOptions } from 'commander';
import { useColour } from '../ui/terminal.js';
import { commands } from './commands.js';
import { version } from './version.js';

const DESCRIPTION = `Validates, parses and ships local log files to Logstash, or straight to Elasticsearch.
Nothing lost, nothing silently changed: run it again, and it goes on where it was.`;

const AFTER = `
Examples:
  logship upload app.json                     ship a file to LOGSTASH_HOST
  logship upload 'logs/*.log' --host 10.0.0.7 ship several
  logship receive --out received              a receiver on this machine, to try things out with
  logship test-message                        is Logstash there? Each step with its time

Exit codes:
  0 all delivered   1 something was not delivered: run again   2 wrong usage or settings
  3 delivered, but some lines were rejected   4 credentials refused   130, 143 interrupted

Settings also come from the environment (LOGSTASH_HOST), .env and files; "logship config" shows each with its origin.
`;

/** A command that says, of what was wrong with its line, whose help tells more, where commander has no better idea. */
class HelpfulCommand extends Command {
  override createCommand(name?: string): Command {
    return new HelpfulCommand(name);
  }

  override error(message: string, options?: ErrorOptions): never {
    const hint = `(${pathOf(this)} --help shows what there is.)`;
    return super.error(message.includes('\n') ? message : `${message}\n${hint}`, options);
  }
}

/** As it is called: `logship setup elasticsearch`. */
function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

/** Builds the whole command line. Errors are thrown (`CommanderError`), and not printed. */
export function createProgram(): Command {
  const program = new HelpfulCommand('logship')
    .description(DESCRIPTION)
    .exitOverride()
    .configureOutput({ outputError: () => {}, getOutHasColors: () => useColour(process.stdout) })
    .configureHelp({ showGlobalOptions: true, styleTitle: (title) => `\u001B[1m${title}\u001B[22m` })
    .option('-q, --quiet', 'say errors only')
    .option('-v, --verbose', 'say more')
    .option('--no-color', 'no colours, as with NO_COLOR=1')
    .option('--config <file>', 'read this file of settings, not the one of the project')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', AFTER);
  for (const register of commands) register(program);
  return program;
}
