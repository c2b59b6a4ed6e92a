import { existsSync } from 'node:fs';
import { ConfigError } from '../model/errors.js';
import type { SettingKey, Settings } from './options.js';
import { sayOrigin } from './origin.js';
import type { Origin } from './origin.js';

/** What `--to` says as well. */
const TARGET_FLAGS: readonly SettingKey[] = [
  'useLogstash',
  'logstashHost',
  'logstashProtocol',
  'logstashPort',
  'elasticsearchUrl',
];

/** Checks what settings say together. Throws `ConfigError`. */
export function checkTogether(settings: Settings, origins: Readonly<Record<SettingKey, Origin>>): void {
  const where = (key: SettingKey) => sayOrigin(origins[key]);
  if (origins.to.kind === 'flag') {
    const also = TARGET_FLAGS.find((key) => origins[key].kind === 'flag');
    if (also) {
      throw new ConfigError(`${where('to')} says where to ship to, and so does ${where(also)}`, {
        next: ['Keep one of them: host, port and protocol are part of the address that --to takes.'],
      });
    }
  }
  const { elasticsearchUrl, elasticsearchUsername, elasticsearchPassword, elasticsearchApiKey, elasticsearchCaCert } =
    settings;

  checkTls(settings, where);
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

/** Checks what is said of TLS. */
function checkTls(settings: Settings, where: (key: SettingKey) => string): void {
  const { to, useLogstash, logstashTls, logstashProtocol } = settings;
  checkPair('LOGSTASH', 'logstashClientCert', 'logstashClientKey');
  checkPair('ELASTICSEARCH', 'elasticsearchClientCert', 'elasticsearchClientKey');
  const protocols = to ? to.map(({ road }) => road) : useLogstash ? [logstashProtocol] : [];
  if (!logstashTls || !protocols.includes('udp')) return;
  const wanted = (['logstashTls', 'logstashCaCert', 'logstashClientCert'] as const).find(
    (key) => where(key) !== 'default',
  );
  throw new ConfigError(`there is no TLS over UDP, and ${wanted ? where(wanted) : 'LOGSTASH_TLS'} asks for it`, {
    next: ['Take tcp or beats (LOGSTASH_PROTOCOL, --to); LOGSTASH_TLS=false sends in the clear.'],
  });

  function checkPair(whose: string, cert: SettingKey, key: SettingKey): void {
    if (settings[cert] !== undefined && settings[key] === undefined) {
      throw new ConfigError(`${where(cert)} is set, and no key to go with it`, {
        next: [`Set ${whose}_CLIENT_KEY to the PEM file of its private key.`],
      });
    }
    if (settings[key] !== undefined && settings[cert] === undefined) {
      throw new ConfigError(`${where(key)} is set, and no certificate to go with it`, {
        next: [`Set ${whose}_CLIENT_CERT to the PEM file of its certificate.`],
      });
    }
  }
}

function holdsUser(url: string): boolean {
  return new URL(url).username !== '';
}
