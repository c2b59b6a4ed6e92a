import { ConfigError } from '../model/errors.js';
import type { Settings } from './options.js';
import { KAFKA_PORT } from './values/kafka.js';
import type { LogstashTarget, Target } from './values/target.js';

/** Where a run ships to: the first target as long as it can, then the others, in order. Throws `ConfigError`. */
export function targetsOf(settings: Settings): readonly Target[] {
  const { to, useLogstash, elasticsearchUrl: nodes, kafkaBrokers: brokers, kafkaTopic: topic } = settings;
  if (to) return to.map((target) => secured(target, settings));
  const targets: Target[] = [];
  // Whoever names brokers wants Logstash to read from there.
  if (brokers)
    targets.push({ road: 'kafka', brokers: brokers.map((broker) => ({ port: KAFKA_PORT, ...broker })), topic });
  else if (useLogstash) targets.push(logstashOf(settings));
  if (nodes) targets.push({ road: 'elasticsearch', nodes });
  if (targets.length > 0) return targets;
  throw new ConfigError('Logstash is off (USE_LOGSTASH, --no-logstash) and no Elasticsearch is set', {
    next: ['Set ELASTICSEARCH_URL=http://host:9200, or turn Logstash on.'],
  });
}

/** Who asks for TLS, or names a certificate, never has events in the clear because of an address. */
function secured(target: Target, { logstashTls }: Settings): Target {
  return logstashTls && (target.road === 'tcp' || target.road === 'beats') ? { ...target, tls: true } : target;
}

/** The Logstash that its own settings name, whether it is on or off. */
export function logstashOf(settings: Settings): LogstashTarget {
  const { logstashProtocol: road, logstashHost, logstashPort: port, logstashTls: tls } = settings;
  return { road, hosts: logstashHost.map((address) => ({ port, ...address })), tls };
}
