import type { Settings } from '../../config/options.js';
import { showAddress } from '../../config/values/hosts.js';
import type { LogstashTarget } from '../../config/values/target.js';
import type { Sink } from '../../model/sink.js';
import type { Peer } from '../../sinks/logstash/peer.js';
import type { RoadContext } from './road.js';

/** The sink of one host, or of several as one. Throws `ConfigError`. */
export async function openHosts(
  target: LogstashTarget,
  settings: Settings,
  context: RoadContext,
  open: (peer: Omit<Peer, 'protocol'>) => Sink,
): Promise<Sink> {
  const { logstashTimeout: timeout, ordered: sticky } = settings;
  const tls = target.tls ? await (await import('./tls.js')).logstashTls(settings) : undefined;
  const hosts = new Map(target.hosts.map((host) => [showAddress(host), host]));
  const sinks = [...hosts.values()].map((host) => open({ ...host, timeout, tls }));
  if (sinks.length === 1) return sinks[0]!;
  const { SpreadSink } = await import('../../sinks/spread/sink.js');
  return new SpreadSink({ sinks, sticky, ...context });
}
