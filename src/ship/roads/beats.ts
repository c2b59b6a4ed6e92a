import type { LogstashTarget } from '../../config/values/target.js';
import { BeatsSink } from '../../sinks/beats/sink.js';
import { openHosts } from './hosts.js';
import type { OpenRoad } from './road.js';

/** Logstash's beats input. */
export const open: OpenRoad<LogstashTarget> = (target, settings, context) => {
  const { logstashBatchSize: batchSize, logstashConcurrency: concurrency, logstashCompression: compression } = settings;
  const options = { batchSize, concurrency, compression, ...context };
  return openHosts(target, settings, context, (peer) => new BeatsSink({ ...peer, ...options }));
};
