import type { LogstashTarget } from '../../config/values/target.js';
import { UdpSink } from '../../sinks/logstash/udp-sink.js';
import type { OpenRoad } from './road.js';

/** Logstash's udp input. */
export const open: OpenRoad<LogstashTarget> = async ({ hosts }, settings, { clock }) => {
  const { logstashTimeout: timeout, logstashBatchSize: batchSize } = settings;
  return new UdpSink({ ...hosts[0]!, timeout, batchSize, clock });
};
