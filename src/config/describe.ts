import type { LoadedSettings } from './loader.js';
import { options, settingKeys } from './options.js';
import type { SettingKey } from './options.js';
import { sayOrigin } from './origin.js';
import type { Origin } from './origin.js';

/** One setting as `logship config` shows it. */
export interface SettingRow {
  readonly key: SettingKey;
  /** As a file of settings would hold it, secrets masked; `null` where it is not set. */
  readonly value: unknown;
  readonly origin: Origin;
  /** The same in words. */
  readonly where: string;
  readonly env: string | undefined;
}

/** Every setting with its value and its origin, in the order of the table. Holds no secret. */
export function describeSettings({ settings, origins }: LoadedSettings): SettingRow[] {
  return settingKeys.map((key) => {
    const { type, secret, env } = options[key];
    const value = settings[key];
    const shown = value === undefined ? null : secret ? '***' : type.show(value);
    return { key, value: shown, origin: origins[key], where: sayOrigin(origins[key]), env };
  });
}
