import type { Transport } from '@elastic/elasticsearch';
import type { Answer } from './answer.js';
import { connectionFault } from './fault.js';
import { SinkError } from '../../model/errors.js';
import { contentLimitIn, LIMIT_PATH } from './content-limit.js';
import { tlsConnectOptions } from '../tls/connect-options.js';
import { parseRetryAfter } from './retry-after.js';
import { hostOf, type Cluster, type ElasticsearchOptions } from './options.js';

/** HTTP to a cluster: one node after the other, passing over those that are down. */
export interface Wire {
  /** See `contentLimitIn`; `undefined` also where no answer came. Never throws. */
  contentLimit(): Promise<number | undefined>;
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

/** Milliseconds to wait for the word on the largest request: it is a help, and nothing hangs on it. */
const LIMIT_TIMEOUT = 3000;

/** Milliseconds after which a node that was down is asked whether it is back; each time twice as many. */
const RESURRECTION = 5000;

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
  pool.resurrectTimeout = RESURRECTION;
  pool.addConnection(
    cluster.nodes.map((url) => ({
      url,
      timeout: options.timeout,
      tls: { timeout: options.timeout, ...tlsConnectOptions(cluster.tls, hostOf(url)) },
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
  const ask = (request: Request, options: RequestOptions) => send(transport, cluster, request, options);
  return {
    bulk: (body, signal) => ask({ method: 'POST', path: BULK_PATH, body }, { headers: ndjson, signal }),
    get: (path) => ask({ method: 'GET', path }, { headers: json }),
    put: (path, body) =>
      ask({ method: 'PUT', path, body }, { headers: { ...json, 'content-type': 'application/json' } }),
    async contentLimit() {
      const signal = AbortSignal.timeout(LIMIT_TIMEOUT);
      try {
        return contentLimitIn(await ask({ method: 'GET', path: LIMIT_PATH }, { headers: json, signal }));
      } catch {
        return undefined;
      }
    },
    close: () => pool.empty(),
  };
}

type Request = Parameters<Transport['request']>[0];
type RequestOptions = NonNullable<Parameters<Transport['request']>[1]>;

/** A node that can't be reached at all has taken nothing: the next one is asked at once. */
async function send(
  transport: Transport,
  cluster: Cluster,
  request: Request,
  options: RequestOptions,
): Promise<Answer> {
  for (let others = cluster.nodes.length - 1; ; others--) {
    try {
      return await sendOnce(transport, cluster, request, options);
    } catch (error) {
      const unreached = error instanceof SinkError && (error.fault === 'refused' || error.fault === 'unresolved');
      if (!unreached || others <= 0) throw error;
    }
  }
}

async function sendOnce(
  transport: Transport,
  cluster: Cluster,
  request: Request,
  options: RequestOptions,
): Promise<Answer> {
  try {
    const { statusCode, body, headers } = await transport.request(request, { ...options, meta: true });
    return answerOf({ statusCode, body, headers });
  } catch (error) {
    const answer = answerIn(error);
    if (answer !== undefined) return answer;
    throw connectionFault(error, cluster);
  }
}

/** The transport throws an answer with a status of 400 and above. */
function answerIn(error: unknown): Answer | undefined {
  if (!(error instanceof Error) || error.name !== 'ResponseError') return undefined;
  return answerOf((error as Error & { meta: Response }).meta);
}

interface Response {
  readonly statusCode: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
}

function answerOf({ statusCode, body, headers }: Response): Answer {
  return { status: statusCode, body: textOf(body), retryAfter: parseRetryAfter(headers?.['retry-after'], Date.now()) };
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  return Buffer.isBuffer(body) ? body.toString() : '';
}
