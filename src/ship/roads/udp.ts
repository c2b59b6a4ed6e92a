import type { LogstashTarget } from '../../config/values/target.js';
import { UdpSink } from '../../sinks/logstash/udp-sink.js';
import { openHosts } from './hosts.js';
import type { OpenRoad } from './road.js';

/** Logstash's udp input. */
export const open: OpenRoad<LogstashTarget> = (target, settings, context) => {
  const { logstashBatchSize: batchSize } = settings;
  const { clock } = context;
  return openHosts(target, settings, context, (peer) => new UdpSink({ ...peer, batchSize, clock }));
};
