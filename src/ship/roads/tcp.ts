import type { LogstashTarget } from '../../config/values/target.js';
import { TcpSink } from '../../sinks/logstash/tcp-sink.js';
import { openHosts } from './hosts.js';
import type { OpenRoad } from './road.js';

/** Logstash's tcp input. */
export const open: OpenRoad<LogstashTarget> = (target, settings, context) => {
  const { logstashConfirm: confirm } = settings;
  return openHosts(target, settings, context, (peer) => new TcpSink({ ...peer, confirm, ...context }));
};
