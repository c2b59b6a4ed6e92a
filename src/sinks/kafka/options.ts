import type { Clock } from '../../kit/clock.js';
import type { TlsDialer } from '../tls/dialer.js';
import type { Compression } from './records/compression.js';
import type { SaslOptions } from './wire/sasl.js';

/** A broker to ask first. An IPv6 address stands without brackets. */
export interface BrokerHost {
  readonly host: string;
  readonly port: number;
}

/** How to reach a cluster, and how to write to it. */
export interface KafkaOptions {
  /** Brokers to ask first, at least one; the others of the cluster are known from them. */
  readonly brokers: readonly BrokerHost[];
  readonly topic: string;
  /** What a record's key is: the tenant of the event, or the key of the file that it stood in. */
  readonly key: 'tenant' | 'source';
  readonly compression: Compression;
  /** Bytes of a batch of records, before compression. */
  readonly batchBytes: number;
  readonly tls?: TlsDialer | undefined;
  readonly sasl?: SaslOptions | undefined;
  /** Milliseconds to connect and sign in, and for replicas to answer. */
  readonly timeout: number;
  /** Windows under way at once. */
  readonly inFlight: number;
  /** Send nothing of a window before what stands in front of it is taken. */
  readonly ordered: boolean;
  readonly clock: Clock;
}

/** `b1:9092`, `[::1]:9092`. */
export function nameOf({ host, port }: BrokerHost): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Names cluster and topic in messages and checkpoints: `kafka://b1:9092,b2:9092/logs`. */
export function targetOf({ brokers, topic }: Pick<KafkaOptions, 'brokers' | 'topic'>): string {
  return `kafka://${brokers.map(nameOf).join(',')}/${topic}`;
}
