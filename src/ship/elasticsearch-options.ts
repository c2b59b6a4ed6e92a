import type { Settings } from '../config/options.js';
import { readPemFiles } from '../kit/pem.js';
import type { ElasticsearchOptions } from '../sinks/elasticsearch/options.js';

/** How to reach a cluster, by the settings; the files that they name are read. Throws `ConfigError`. */
export async function elasticsearchOptionsOf(
  nodes: readonly string[],
  settings: Settings,
): Promise<ElasticsearchOptions> {
  const file = (path: string | undefined, setting: string) => (path === undefined ? undefined : { path, setting });
  const pem = await readPemFiles({
    ca: file(settings.elasticsearchCaCert, 'ELASTICSEARCH_CA_CERT'),
    cert: file(settings.elasticsearchClientCert, 'ELASTICSEARCH_CLIENT_CERT'),
    key: file(settings.elasticsearchClientKey, 'ELASTICSEARCH_CLIENT_KEY'),
  });
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
