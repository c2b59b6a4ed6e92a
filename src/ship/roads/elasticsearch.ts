import { readFile } from 'node:fs/promises';
import type { ElasticsearchTarget } from '../../config/values/target.js';
import { ConfigError } from '../../model/errors.js';
import { ElasticsearchSink } from '../../sinks/elasticsearch/sink.js';
import type { OpenRoad } from './road.js';

/** Straight to Elasticsearch. */
export const open: OpenRoad<ElasticsearchTarget> = async ({ nodes }, settings) => {
  return new ElasticsearchSink({
    nodes,
    username: settings.elasticsearchUsername,
    password: settings.elasticsearchPassword,
    apiKey: settings.elasticsearchApiKey,
    caCert: settings.elasticsearchCaCert && (await readCertificate(settings.elasticsearchCaCert)),
    bulkBytes: settings.elasticsearchBulkBytes,
    concurrency: settings.elasticsearchConcurrency,
    compression: settings.elasticsearchCompression,
    timeout: settings.elasticsearchTimeout,
  });
};

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
