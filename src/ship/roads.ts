import { readFile } from 'node:fs/promises';
import type { Settings } from '../config/options.js';
import type { Clock } from '../kit/clock.js';
import { ConfigError } from '../model/errors.js';
import type { Sink, SinkNotice } from '../model/sink.js';

export interface RoadsContext {
  readonly clock: Clock;
  readonly onNotice: (notice: SinkNotice) => void;
}

/** The sinks of a run: Logstash unless it is off, then Elasticsearch where it is set. Throws `ConfigError`. */
export async function createRoads(settings: Settings, context: RoadsContext): Promise<Sink[]> {
  const roads: Sink[] = [];
  if (settings.useLogstash) roads.push(await createLogstash(settings, context));
  if (settings.elasticsearchUrl) roads.push(await createElasticsearch(settings, settings.elasticsearchUrl));
  if (roads.length > 0) return roads;
  throw new ConfigError('Logstash is off (USE_LOGSTASH, --no-logstash) and no Elasticsearch is set', {
    next: ['Set ELASTICSEARCH_URL=http://host:9200, or turn Logstash on.'],
  });
}

/** The Logstash that the settings name. Throws `ConfigError`. */
export async function createLogstash(settings: Settings, { clock, onNotice }: RoadsContext): Promise<Sink> {
  const { logstashHost: host, logstashPort: port, logstashTimeout: timeout, logstashConfirm: confirm } = settings;
  switch (settings.logstashProtocol) {
    case 'tcp': {
      const { TcpSink } = await import('../sinks/logstash/tcp-sink.js');
      return new TcpSink({ host, port, timeout, confirm, clock, onNotice });
    }
    case 'udp': {
      const { UdpSink } = await import('../sinks/logstash/udp-sink.js');
      return new UdpSink({ host, port, timeout, batchSize: settings.logstashBatchSize, clock });
    }
    case 'beats': {
      const { BeatsSink } = await import('../sinks/beats/sink.js');
      return new BeatsSink({ host, port, timeout, batchSize: settings.logstashBatchSize, clock, onNotice });
    }
  }
}

async function createElasticsearch(settings: Settings, nodes: readonly string[]): Promise<Sink> {
  const { ElasticsearchSink } = await import('../sinks/elasticsearch/sink.js');
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
