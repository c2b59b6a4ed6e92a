import { readFile } from 'node:fs/promises';
import type { Settings } from '../config/options.js';
import { ConfigError } from '../model/errors.js';
import type { ElasticsearchOptions } from '../sinks/elasticsearch/options.js';

/** How to reach a cluster, by the settings; its files are read. Throws `ConfigError`. */
export async function elasticsearchOptionsOf(
  nodes: readonly string[],
  settings: Settings,
): Promise<ElasticsearchOptions> {
  return {
    nodes,
    username: settings.elasticsearchUsername,
    password: settings.elasticsearchPassword,
    apiKey: settings.elasticsearchApiKey,
    caCert: settings.elasticsearchCaCert && (await readCertificate(settings.elasticsearchCaCert)),
    bulkBytes: settings.elasticsearchBulkBytes,
    concurrency: settings.elasticsearchConcurrency,
    compression: settings.elasticsearchCompression,
    timeout: settings.elasticsearchTimeout,
  };
}

async function readCertificate(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigError(`${path}: the CA certificate can't be read (${code})`, {
      cause,
      next: ['ELASTICSEARCH_CA_CERT names a file in PEM form.'],
    });
  }
}
