import type { LogstashTarget } from '../../config/values/target.js';
import { TcpSink } from '../../sinks/logstash/tcp-sink.js';
import type { OpenRoad } from './road.js';

/** Logstash's tcp input. */
export const open: OpenRoad<LogstashTarget> = async ({ hosts, tls: secured }, settings, { clock, onNotice }) => {
  const { logstashTimeout: timeout, logstashConfirm: confirm } = settings;
  const tls = secured ? await (await import('./tls.js')).logstashTls(settings) : undefined;
  return new TcpSink({ ...hosts[0]!, timeout, tls, confirm, clock, onNotice });
};
