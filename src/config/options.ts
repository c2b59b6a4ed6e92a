import type { Option } from './option.js';
import { elasticsearchOptions } from './options/elasticsearch.js';
import { eventOptions } from './options/events.js';
import { kafkaOptions } from './options/kafka.js';
import { logstashOptions } from './options/logstash.js';
import { stateOptions } from './options/state.js';
import { targetOptions } from './options/target.js';
import { tailOptions } from './options/tail.js';
import { tlsOptions } from './options/tls.js';
import { uploadOptions } from './options/uploads.js';

/** Groups of settings, in the order in which docs show them. */
export const optionGroups = [
  { title: 'Target', options: targetOptions },
  { title: 'Logstash', options: logstashOptions },
  { title: 'TLS', options: tlsOptions },
  { title: 'Elasticsearch', options: elasticsearchOptions },
  { title: 'Kafka', options: kafkaOptions },
  { title: 'Events', options: eventOptions },
  { title: 'Files', options: uploadOptions },
  { title: 'Following', options: tailOptions },
  { title: 'State', options: stateOptions },
] as const;

const table = {
  ...targetOptions,
  ...logstashOptions,
  ...tlsOptions,
  ...elasticsearchOptions,
  ...kafkaOptions,
  ...eventOptions,
  ...uploadOptions,
  ...tailOptions,
  ...stateOptions,
};

/** The key of a setting, as files of settings spell it. */
export type SettingKey = keyof typeof table;

/** The option table: every setting of logship. */
export const options: Readonly<Record<SettingKey, Option>> = table;

type ValueOf<O> = O extends Option<infer T, infer D> ? T | (undefined extends D ? undefined : never) : never;

/** The settings of a run: frozen, checked. All times are in milliseconds, all sizes in bytes. */
export type Settings = { readonly [K in SettingKey]: ValueOf<(typeof table)[K]> };

export const settingKeys = Object.keys(table) as readonly SettingKey[];

const byName = new Map<string, SettingKey>(
  settingKeys.flatMap((key) => [key, options[key].env].filter((name) => name !== undefined).map((name) => [name, key])),
);

/** Finds a setting by its key or by its environment variable. */
export function findSetting(name: string): SettingKey | undefined {
  return byName.get(name);
}

/** The default of a setting in words; `undefined` where there is none. */
export function defaultText(key: SettingKey): string | undefined {
  const entry = options[key];
  if (entry.defaultText !== undefined) return entry.defaultText;
  const shown = entry.default === undefined ? [] : [entry.type.show(entry.default)].flat();
  return shown.length > 0 ? shown.join(', ') : undefined;
}
