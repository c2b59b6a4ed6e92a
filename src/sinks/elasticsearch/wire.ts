import type { Transport } from '@elastic/elasticsearch';
import type { Answer } from './answer.js';
import { connectionFault } from './fault.js';
import type { Cluster, ElasticsearchOptions } from './options.js';

/** HTTP to a cluster: one node after the other, passing over those that are down. */
export interface Wire {
  /** Sends one bulk body. Throws `SinkError` where no answer came. */
  bulk(body: Buffer, signal: AbortSignal): Promise<Answer>;
  /** Asks something that changes nothing. Throws `SinkError` where no answer came. */
  get(path: string): Promise<Answer>;
  /** Puts something into the cluster: a JSON text. Throws `SinkError` where no answer came. */
  put(path: string, body: string): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * The order of the items is their only tie to what was sent, and `status`, which every item has, keeps it.
 * `failure_store` tells a document that was put aside by the data stream instead of being indexed.
 */
const BULK_PATH = '/_bulk?filter_path=errors,items.*.status,items.*.error,items.*.failure_store';

/** Below the minute after which load balancers like to drop a silent connection. */
const KEEP_ALIVE = 30_000;

/**
 * Opens the official client's transport: no retries of its own (they are ours), no look around the cluster, bodies and
 * answers as they are. It is loaded here, as it takes longer to load than most commands to run.
 */
export async function openWire(cluster: Cluster, options: ElasticsearchOptions): Promise<Wire> {
  const elastic = await import('@elastic/elasticsearch');
  class RawSerializer extends elastic.Serializer {
    /** Answers stay text: most need no parsing at all. */
    override deserialize<T>(json: string): T {
      return json as T;
    }
  }
  const pool = new elastic.ClusterConnectionPool({
    Connection: elastic.UndiciConnection,
    resurrectStrategy: 'ping',
    pingTimeout: Math.min(options.timeout, 3000),
  });
  pool.addConnection(
    cluster.nodes.map((url) => ({
      url,
      timeout: options.timeout,
      tls: { timeout: options.timeout, ...(options.caCert === undefined ? {} : { ca: options.caCert }) },
      agent: { connections: options.concurrency + 1, keepAliveTimeout: KEEP_ALIVE, keepAliveMaxTimeout: KEEP_ALIVE },
      ...(cluster.credentials === undefined ? {} : { auth: { ...cluster.credentials } }),
    })),
  );
  const transport = new elastic.Transport({
    connectionPool: pool,
    serializer: new RawSerializer(),
    maxRetries: 0,
    requestTimeout: options.timeout,
    compression: options.compression,
    // To take secrets out of an error, the client would walk over the body byte by byte: seconds, and memory many times
    // its size, at every 413 or 429. No error of the client leaves this file.
    redaction: { type: 'off' },
  });
  // Plain media types: every version takes them, where those of the client are refused by an older or newer cluster.
  const json = { accept: 'application/json' };
  const ndjson = { ...json, 'content-type': 'application/x-ndjson' };
  return {
    bulk: (body, signal) =>
      send(transport, cluster, { method: 'POST', path: BULK_PATH, body }, { headers: ndjson, signal }),
    get: (path) => send(transport, cluster, { method: 'GET', path }, { headers: json }),
    put: (path, body) =>
      send(
        transport,
        cluster,
        { method: 'PUT', path, body },
        { headers: { ...json, 'content-type': 'application/json' } },
      ),
    close: () => pool.empty(),
  };
}

type Request = Parameters<Transport['request']>;

async function send(
  transport: Transport,
  cluster: Cluster,
  request: Request[0],
  options: NonNullable<Request[1]>,
): Promise<Answer> {
  try {
    const answer = await transport.request(request, { ...options, meta: true });
    return { status: answer.statusCode, body: textOf(answer.body) };
  } catch (error) {
    const answer = answerIn(error);
    if (answer !== undefined) return answer;
    throw connectionFault(error, cluster.target);
  }
}

/** The transport throws an answer with a status of 400 and above. */
function answerIn(error: unknown): Answer | undefined {
  if (!(error instanceof Error) || error.name !== 'ResponseError') return undefined;
  const { meta } = error as Error & { meta: { statusCode: number; body: unknown } };
  return { status: meta.statusCode, body: textOf(meta.body) };
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  return Buffer.isBuffer(body) ? body.toString() : '';
}
