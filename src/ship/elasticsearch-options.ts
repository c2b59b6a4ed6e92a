import type { Settings } from '../config/options.js';
import { TLS_SETTINGS } from '../sinks/elasticsearch/fault.js';
import type { ElasticsearchOptions } from '../sinks/elasticsearch/options.js';
import { readPemOf } from './pem-of.js';

/** How to reach a cluster, by the settings; the files that they name are read. Throws `ConfigError`. */
export async function elasticsearchOptionsOf(
  nodes: readonly string[],
  settings: Settings,
): Promise<ElasticsearchOptions> {
  const pem = await readPemOf(
    { ca: settings.elasticsearchCaCert, cert: settings.elasticsearchClientCert, key: settings.elasticsearchClientKey },
    TLS_SETTINGS,
  );
  return {
    nodes,
    username: settings.elasticsearchUsername,
    password: settings.elasticsearchPassword,
    apiKey: settings.elasticsearchApiKey,
    tls: { ...pem, serverName: settings.elasticsearchTlsServerName, insecure: settings.insecure },
    bulkBytes: settings.elasticsearchBulkBytes,
    concurrency: settings.elasticsearchConcurrency,
    compression: settings.elasticsearchCompression,
    timeout: settings.elasticsearchTimeout,
  };
}
