import { dirname, join, resolve } from 'node:path';
import { ConfigError } from '../model/errors.js';
import { checkTogether } from './check.js';
import { readDotEnv } from './dot-env.js';
import type { Flags } from './flags.js';
import { fileLayer, flagLayer, variableLayer } from './layer.js';
import type { Layer, Variables, Written } from './layer.js';
import { warnOfNearMisses } from './near-misses.js';
import type { Option } from './option.js';
import { defaultText, options, settingKeys } from './options.js';
import type { SettingKey, Settings } from './options.js';
import { sayOrigin } from './origin.js';
import type { Origin } from './origin.js';
import { findFolderFile, findProjectFile, readNamedFile } from './settings-file.js';
import type { SettingsFile } from './settings-file.js';

/** Where settings are looked for. */
export interface LoadRequest {
  readonly flags?: Flags;
  readonly env: Variables;
  readonly cwd: string;
  readonly home: string;
  /** The file that `--config` names, in place of the project's. */
  readonly configPath?: string | undefined;
  readonly systemFolder?: string;
}

/** The settings of a run, and where each comes from. */
export interface LoadedSettings {
  readonly settings: Settings;
  readonly origins: Readonly<Record<SettingKey, Origin>>;
  /** Said to the user, and no reason to stop. */
  readonly warnings: readonly string[];
}

/**
 * Puts the settings of a run together: flags, before environment, `.env`, file of the project, of the user,
 * of the system, default. Throws `ConfigError`, which names where the fault stands.
 */
export async function loadSettings(request: LoadRequest): Promise<LoadedSettings> {
  const { env, cwd, home } = request;
  const dotEnv = await readDotEnv(cwd);
  const warnings = warnOfNearMisses(Object.keys(env), 'environment');
  const layers: Layer[] = [
    flagLayer(request.flags ?? {}, cwd),
    variableLayer(env, cwd, (name) => ({ kind: 'environment', name })),
  ];
  if (dotEnv) {
    warnings.push(...warnOfNearMisses(Object.keys(dotEnv.variables), dotEnv.path));
    layers.push(variableLayer(dotEnv.variables, cwd, (name) => ({ kind: 'file', path: dotEnv.path, name })));
  }
  for (const file of await settingsFiles(request)) {
    layers.push(fileLayer(file.path, dirname(file.path), file.values));
  }

  const values: Partial<Record<SettingKey, unknown>> = {};
  const origins: Partial<Record<SettingKey, Origin>> = {};
  for (const key of settingKeys) {
    const written = isOutranked(key, layers) ? undefined : layers.find((layer) => layer.has(key))?.get(key);
    const entry = options[key];
    const value = written
      ? readValue(key, written, home)
      : (entry.computeDefault?.({ env, home, known: values }) ?? entry.default);
    values[key] = typeof value === 'object' ? Object.freeze(value) : value;
    origins[key] = written?.origin ?? { kind: 'default' };
  }
  // Every key of the table has been filled with what its own type read.
  const loaded = {
    settings: Object.freeze(values) as Settings,
    origins: origins as Record<SettingKey, Origin>,
    warnings,
  };
  checkTogether(loaded.settings, loaded.origins);
  return loaded;
}

/** Settings that name a target each in their own way. `to` replaces them, but not where they stand in a stronger place. */
const PLACES: readonly SettingKey[] = ['useLogstash', 'logstashHost', 'elasticsearchUrl'];

function isOutranked(key: SettingKey, layers: readonly Layer[]): boolean {
  const first = layers.find((layer) => layer.has('to') || PLACES.some((place) => layer.has(place)));
  return key === 'to' && first?.has('to') !== true;
}

/** The files of settings that exist, strongest first. */
async function settingsFiles(request: LoadRequest): Promise<SettingsFile[]> {
  const { env, cwd, home, configPath } = request;
  const userFolder = join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'logship');
  const files = [
    configPath === undefined ? await findProjectFile(cwd, home) : await readNamedFile(resolve(cwd, configPath)),
    await findFolderFile(userFolder),
    await findFolderFile(request.systemFolder ?? '/etc/logship'),
  ];
  return files.filter((file) => file !== undefined);
}

function readValue(key: SettingKey, written: Written, home: string): unknown {
  const entry = options[key];
  const value = entry.type.read(written.raw);
  if (value === undefined) throw refusal(key, entry, written);
  return entry.type.resolve?.(value, (path) => resolvePath(path, written.folder, home)) ?? value;
}

function resolvePath(path: string, folder: string, home: string): string {
  return /^~($|[/\\])/.test(path) ? join(home, path.slice(1)) : resolve(folder, path);
}

function refusal(key: SettingKey, entry: Option, { raw, origin }: Written): ConfigError {
  const explained = entry.type.explain?.(raw);
  if (explained) return new ConfigError(`${sayOrigin(origin)}: ${explained.reason}`, { next: explained.next });
  const advice = typeof raw === 'string' ? entry.advise?.(raw) : undefined;
  const fallback = defaultText(key);
  return new ConfigError(`${sayOrigin(origin)} is ${quote(entry, raw)}; expected ${entry.type.expects}`, {
    next: [advice ?? `Correct it, or leave it out${fallback === undefined ? '' : ` for the default (${fallback})`}.`],
  });
}

const LONGEST_QUOTE = 80;

/** A refused value as it may be shown. */
function quote(entry: Option, raw: unknown): string {
  if (entry.secret) return '***';
  const masked = entry.type.mask?.(typeof raw === 'string' ? raw : JSON.stringify(raw)) ?? raw;
  const quoted = JSON.stringify(masked);
  return quoted.length > LONGEST_QUOTE ? `${quoted.slice(0, LONGEST_QUOTE)}…` : quoted;
}
