import { type HostPort, showAddress } from './hosts.js';

/** An input of Logstash; several hosts are doors to one pipeline. */
export interface LogstashTarget {
  readonly road: 'tcp' | 'udp' | 'beats';
  readonly hosts: readonly HostPort[];
  /** Whether TLS is spoken there: tcp and beats. */
  readonly tls: boolean;
}

export interface ElasticsearchTarget {
  readonly road: 'elasticsearch';
  /** URLs of nodes of one cluster. */
  readonly nodes: readonly string[];
}

export interface KafkaTarget {
  readonly road: 'kafka';
  /** Brokers to ask first, at least one. */
  readonly brokers: readonly HostPort[];
  readonly topic: string;
}

/** Standard output. */
export interface StdoutTarget {
  readonly road: 'stdout';
}

/** A folder of files on this machine. */
export interface FileTarget {
  readonly road: 'file';
  readonly folder: string;
}

/** Where events go: a road, and who is at its end. How to go there (patience, credentials) is said by the settings. */
export type Target = LogstashTarget | ElasticsearchTarget | KafkaTarget | StdoutTarget | FileTarget;

/** The ports that Logstash's inputs have where nobody says another one. */
export const LOGSTASH_PORTS: Readonly<Record<LogstashTarget['road'], number>> = { tcp: 5000, udp: 5001, beats: 5044 };

/** Each host that can be asked by itself, as a target of its own. */
export function doorsOf(target: Target): readonly Target[] {
  return 'hosts' in target ? target.hosts.map((host) => ({ ...target, hosts: [host] })) : [target];
}

/** `tls` over tcp, `beats+tls` over beats; without it, the name of the road. */
export function schemeOf({ road, tls }: LogstashTarget): string {
  if (!tls) return road;
  return road === 'tcp' ? 'tls' : `${road}+tls`;
}

/** The target as `--to` takes it. */
export function showTarget(target: Target): string {
  switch (target.road) {
    case 'tcp':
    case 'udp':
    case 'beats':
      return `${schemeOf(target)}://${target.hosts.map(showAddress).join(',')}`;
    case 'kafka':
      return `kafka://${target.brokers.map(showAddress).join(',')}/${target.topic}`;
    case 'stdout':
      return 'stdout:';
    case 'file':
      return `file:${target.folder}`;
    case 'elasticsearch': {
      const [first, ...others] = target.nodes.map((node) => new URL(node));
      const nodes = [first!, ...others].map(({ host }) => host).join(',');
      return `${first!.protocol}//${nodes}${first!.pathname.replace(/\/$/, '')}`;
    }
  }
}
