/** A host and its port. An IPv6 address stands without brackets. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** An input of Logstash. */
export interface LogstashTarget {
  readonly road: 'tcp' | 'udp' | 'beats';
  readonly hosts: readonly HostPort[];
  /** Whether TLS is spoken there: tcp and beats. */
  readonly tls: boolean;
}

export interface ElasticsearchTarget {
  readonly road: 'elasticsearch';
  /** URLs, as the client takes them. */
  readonly nodes: readonly string[];
}

/** Where events go: a road, and who is at its end. How to go there (patience, credentials) is said by the settings. */
export type Target = LogstashTarget | ElasticsearchTarget;
