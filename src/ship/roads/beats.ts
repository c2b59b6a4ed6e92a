import type { LogstashTarget } from '../../config/values/target.js';
import { BeatsSink } from '../../sinks/beats/sink.js';
import type { OpenRoad } from './road.js';

/** Logstash's beats input. */
export const open: OpenRoad<LogstashTarget> = async ({ hosts, tls: secured }, settings, { clock, onNotice }) => {
  const {
    logstashTimeout: timeout,
    logstashBatchSize: batchSize,
    logstashConcurrency: concurrency,
    logstashCompression: compression,
  } = settings;
  const tls = secured ? await (await import('./tls.js')).logstashTls(settings) : undefined;
  return new BeatsSink({ ...hosts[0]!, timeout, tls, batchSize, concurrency, compression, clock, onNotice });
};
