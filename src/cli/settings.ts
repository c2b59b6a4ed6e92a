import { homedir } from 'node:os';
import process from 'node:process';
import type { Command } from 'commander';
import { givenFlags } from '../config/flags.js';
import { insecureWarning } from '../config/insecure.js';
import type { LoadedSettings } from '../config/loader.js';
import type { CommandName } from '../config/option.js';
import { options } from '../config/options.js';
import { report } from '../ui/report.js';
import type { GlobalFlags } from './global-flags.js';

/**
 * Loads the settings of a command from its flags and from all other places, and says the warnings.
 * `config` has no flags for settings. Throws `ConfigError`.
 */
export async function settingsFor(name: CommandName | 'config', command: Command): Promise<LoadedSettings> {
  const { loadSettings } = await import('../config/loader.js');
  const { quiet, config } = command.optsWithGlobals<GlobalFlags>();
  const loaded = await loadSettings({
    flags: name === 'config' ? {} : givenFlags(name, command),
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    configPath: config,
  });
  if (!quiet) for (const warning of loaded.warnings) report(warning);
  const insecure = insecureWarning(loaded);
  if (insecure && name !== 'config' && options.insecure.commands?.includes(name)) report(insecure);
  return loaded;
}
