import { homedir } from 'node:os';
import process from 'node:process';
import { insecureWarning } from '../../config/insecure.js';
import { loadSettings } from '../../config/loader.js';
import type { Settings } from '../../config/options.js';
import type { ForwarderOptions } from './types.js';

/** The settings of a forwarder: its options, before all other places. Warns where certificates are not checked. Throws `ConfigError`. */
export async function forwarderSettings(options: ForwarderOptions): Promise<Settings> {
  const { elasticsearch } = options;
  const given = {
    to: options.to,
    logstashHost: options.host,
    logstashPort: options.port,
    logstashProtocol: options.protocol,
    logstashTimeout: options.timeout,
    logstashMaxRetries: options.maxRetries,
    logstashRetryDelay: options.retryDelay,
    logstashBatchSize: options.batchSize,
    useLogstash: options.useLogstash,
    elasticsearchUrl: elasticsearch && [elasticsearch.url].flat(),
    elasticsearchUsername: elasticsearch?.username,
    elasticsearchPassword: elasticsearch?.password,
    elasticsearchApiKey: elasticsearch?.apiKey,
    tenant: options.tenant,
    service: options.service,
    environment: options.environment,
    source: options.source,
  };
  const flags = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const loaded = await loadSettings({ flags, env: process.env, cwd: process.cwd(), home: homedir() });
  const insecure = insecureWarning(loaded);
  if (insecure) process.emitWarning(insecure, { type: 'LogshipWarning', code: 'LOGSHIP_INSECURE' });
  return loaded.settings;
}
