import { existsSync } from 'node:fs';
import { ConfigError } from '../model/errors.js';
import type { SettingKey, Settings } from './options.js';
import { sayOrigin } from './origin.js';
import type { Origin } from './origin.js';

/** Checks what settings say together. Throws `ConfigError`. */
export function checkTogether(settings: Settings, origins: Readonly<Record<SettingKey, Origin>>): void {
  const where = (key: SettingKey) => sayOrigin(origins[key]);
  const { elasticsearchUrl, elasticsearchUsername, elasticsearchPassword, elasticsearchApiKey, elasticsearchCaCert } =
    settings;

  const credentials = [
    elasticsearchApiKey === undefined ? [] : [`an API key (${where('elasticsearchApiKey')})`],
    elasticsearchUsername === undefined ? [] : [`a user name (${where('elasticsearchUsername')})`],
    elasticsearchUrl?.some(holdsUser) ? [`a user inside its address (${where('elasticsearchUrl')})`] : [],
  ].flat();
  if (credentials.length > 1) {
    throw new ConfigError(`Elasticsearch is given ${credentials.join(' and ')}`, { next: ['Keep one of them.'] });
  }
  if (elasticsearchPassword !== undefined && elasticsearchUsername === undefined) {
    throw new ConfigError(`${where('elasticsearchPassword')} is set, and no user name to go with it`, {
      next: ['Set ELASTICSEARCH_USERNAME too.'],
    });
  }
  if (elasticsearchUsername !== undefined && elasticsearchPassword === undefined) {
    throw new ConfigError(`${where('elasticsearchUsername')} is set, and no password to go with it`, {
      next: ['Set ELASTICSEARCH_PASSWORD too.'],
    });
  }
  if (elasticsearchCaCert !== undefined && !existsSync(elasticsearchCaCert)) {
    throw new ConfigError(`${where('elasticsearchCaCert')} names ${elasticsearchCaCert}, which does not exist`, {
      next: ['Correct the path; it is the PEM file of the authority that signed the certificate.'],
    });
  }
}

function holdsUser(url: string): boolean {
  return new URL(url).username !== '';
}
