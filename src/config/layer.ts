import { ConfigError } from '../model/errors.js';
import { flagName } from './flags.js';
import type { Flags } from './flags.js';
import { nearestName } from './nearest-name.js';
import { findSetting, options, settingKeys } from './options.js';
import type { SettingKey } from './options.js';
import { sayOrigin } from './origin.js';
import type { Origin } from './origin.js';

/** A value as it was written, and where. */
export interface Written {
  readonly raw: unknown;
  readonly origin: Origin;
  /** The folder that relative paths start from. */
  readonly folder: string;
}

/** Everything that one place says: the command line, the environment, a file. */
export type Layer = ReadonlyMap<SettingKey, Written>;

/** Environment variables, or the variables of a `.env` file. */
export type Variables = Readonly<Record<string, string | undefined>>;

export function flagLayer(flags: Flags, cwd: string): Layer {
  const layer = new Map<SettingKey, Written>();
  for (const key of settingKeys) {
    const flag = options[key].flag;
    const raw = flags[key];
    if (flag === undefined || raw === undefined) continue;
    layer.set(key, { raw, origin: { kind: 'flag', name: flag.split(' ')[0]! }, folder: cwd });
  }
  return layer;
}

/** An empty variable counts as not set: that is what `${NAME:-}` in compose files and CI leaves behind. */
export function variableLayer(variables: Variables, cwd: string, originOf: (name: string) => Origin): Layer {
  const layer = new Map<SettingKey, Written>();
  for (const key of settingKeys) {
    const name = options[key].env;
    const raw = name === undefined ? undefined : variables[name];
    if (name === undefined || raw === undefined || raw === '') continue;
    layer.set(key, { raw, origin: originOf(name), folder: cwd });
  }
  return layer;
}

/** Throws `ConfigError` for a key that is unknown, or given under both of its names. */
export function fileLayer(path: string, folder: string, values: Readonly<Record<string, unknown>>): Layer {
  const layer = new Map<SettingKey, Written>();
  for (const [name, raw] of Object.entries(values)) {
    const key = findSetting(name);
    if (key === undefined) throw unknownKey(path, name);
    const before = layer.get(key);
    if (before) throw new ConfigError(`${sayOrigin(before.origin)} and ${name} are the same setting: keep one of them`);
    if (raw !== null && raw !== undefined) layer.set(key, { raw, origin: { kind: 'file', path, name }, folder });
  }
  return layer;
}

/** Besides keys and variables, the names of flags lead to a key: `host` is most like `logstashHost` in this way. */
const spellings = new Map<string, SettingKey>(
  settingKeys.flatMap((key) => {
    const { env, flag } = options[key];
    const names = [key, env, flag && flagName(flag)].filter((name) => name !== undefined);
    return names.map((name) => [name, key] as const);
  }),
);

function unknownKey(path: string, name: string): ConfigError {
  const nearest = nearestName(name, spellings.keys())!;
  const meant = findSetting(nearest) === undefined ? spellings.get(nearest)! : nearest;
  return new ConfigError(`${path}: there is no setting ${JSON.stringify(name)}; the nearest is ${meant}`, {
    next: [`Write ${meant}, or take the key out.`],
  });
}
