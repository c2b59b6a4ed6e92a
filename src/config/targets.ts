import { ConfigError } from '../model/errors.js';
import type { Settings } from './options.js';
import type { LogstashTarget, Target } from './values/target.js';

/** Where a run ships to: the first target as long as it can, then the others, in order. Throws `ConfigError`. */
export function targetsOf(settings: Settings): Target[] {
  const { useLogstash, elasticsearchUrl: nodes } = settings;
  const targets: Target[] = [];
  if (useLogstash) targets.push(logstashOf(settings));
  if (nodes) targets.push({ road: 'elasticsearch', nodes });
  if (targets.length > 0) return targets;
  throw new ConfigError('Logstash is off (USE_LOGSTASH, --no-logstash) and no Elasticsearch is set', {
    next: ['Set ELASTICSEARCH_URL=http://host:9200, or turn Logstash on.'],
  });
}

/** The Logstash that the settings name, whether it is on or off. */
export function logstashOf({
  logstashProtocol: road,
  logstashHost: host,
  logstashPort: port,
  logstashTls: tls,
}: Settings): LogstashTarget {
  return { road, hosts: [{ host, port }], tls };
}
