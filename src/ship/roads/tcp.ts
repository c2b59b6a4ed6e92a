import type { LogstashTarget } from '../../config/values/target.js';
import { TcpSink } from '../../sinks/logstash/tcp-sink.js';
import type { OpenRoad } from './road.js';

/** Logstash's tcp input. */
export const open: OpenRoad<LogstashTarget> = async ({ hosts }, settings, { clock, onNotice }) => {
  const { logstashTimeout: timeout, logstashConfirm: confirm } = settings;
  return new TcpSink({ ...hosts[0]!, timeout, confirm, clock, onNotice });
};
