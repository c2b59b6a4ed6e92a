import type { TransportOptions } from '@elastic/transport';
import { tlsConnectOptions } from '../tls/connect-options.js';
import { Serializer, Transport } from './client.js';
import { NodeConnection } from './connection.js';
import { NodePool } from './node-pool.js';
import { hostOf, type Cluster, type ElasticsearchOptions } from './options.js';

/** Milliseconds that a node which was down has to answer, at most. */
const PING_TIMEOUT = 3000;

class RawSerializer extends Serializer {
  /** Answers stay text: most need no parsing at all. */
  override deserialize<T>(json: string): T {
    return json as T;
  }
}

export interface OpenTransport {
  readonly transport: InstanceType<typeof Transport>;
  close(): Promise<void>;
}

/**
 * Opens the official client's transport: no retries of its own (they are ours), no look around the cluster, bodies and
 * answers as they are.
 */
export function openTransport(cluster: Cluster, { timeout }: ElasticsearchOptions): OpenTransport {
  const auth = cluster.credentials === undefined ? {} : { auth: { ...cluster.credentials } };
  const nodes = cluster.nodes.map(
    (url) => new NodeConnection({ url, timeout, tls: tlsConnectOptions(cluster.tls, hostOf(url)), ...auth }),
  );
  const pool = new NodePool(nodes, Math.min(timeout, PING_TIMEOUT));
  return {
    transport: new Transport({
      // All that the transport asks of a pool.
      connectionPool: pool as unknown as TransportOptions['connectionPool'],
      serializer: new RawSerializer(),
      maxRetries: 0,
      requestTimeout: timeout,
      // To take secrets out of an error, the client would walk over the body byte by byte: seconds, and memory many times
      // its size, at every 413 or 429. No error of the client leaves this folder.
      redaction: { type: 'off' },
    }),
    close: () => pool.close(),
  };
}
