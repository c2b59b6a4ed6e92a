import { showAddress } from '../config/values/hosts.js';
import { schemeOf, type Target } from '../config/values/target.js';

/** A target in the words of monitoring. */
export interface Place {
  /** Several with commas, each with its port where that is not `port`. */
  readonly host: string;
  /** 0 where there is none. */
  readonly port: number;
  readonly protocol: string;
}

/** Where a target is. */
export function placeOf(target: Target): Place {
  if (target.road === 'stdout') return { host: 'stdout', port: 0, protocol: 'stdout' };
  if (target.road === 'file') return { host: target.folder, port: 0, protocol: 'file' };
  if (target.road === 'elasticsearch') {
    const nodes = target.nodes.map((node) => new URL(node));
    const [{ port, protocol }] = nodes as [URL, ...URL[]];
    const host = nodes.map((node) => (node.port === port ? node.hostname : node.host)).join(',');
    return { host, port: Number(port) || (protocol === 'https:' ? 443 : 80), protocol: protocol.slice(0, -1) };
  }
  const hosts = target.road === 'kafka' ? target.brokers : target.hosts;
  const { port } = hosts[0]!;
  const host = hosts.map((one) => (one.port === port ? one.host : showAddress(one))).join(',');
  return { host, port, protocol: target.road === 'kafka' ? 'kafka' : schemeOf(target) };
}
