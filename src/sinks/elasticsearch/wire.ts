import { Readable } from 'node:stream';
import type { TransportRequestOptions, Transport } from '@elastic/transport';
import type { Answer } from './answer.js';
import type { Body } from './body.js';
import { contentLimitIn, LIMIT_PATH } from './content-limit.js';
import { connectionFault, isUnreached } from './fault.js';
import type { Cluster, ElasticsearchOptions } from './options.js';
import { parseRetryAfter } from './retry-after.js';

/** HTTP to a cluster: one node after the other, passing over those that are down. */
export interface Wire {
  /**
   * See `contentLimitIn`; `undefined` also where no answer came though somebody is there. Throws `SinkError` where
   * nobody is.
   */
  contentLimit(): Promise<number | undefined>;
  /**
   * Sends one bulk body, in pieces that lie anywhere; they are not copied, and may be written again once this is over,
   * whatever its end. Throws `SinkError` where no answer came.
   */
  bulk(pieces: readonly Uint8Array[], signal: AbortSignal): Promise<Answer>;
  /** Asks something that changes nothing. Throws `SinkError` where no answer came. */
  get(path: string): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * The order of the items is their only tie to what was sent, and `status`, which every item has, keeps it.
 * `failure_store` tells a document that was put aside by the data stream instead of being indexed.
 */
const BULK_PATH = '/_bulk?filter_path=errors,items.*.status,items.*.error,items.*.failure_store';

/** Milliseconds to wait for the word on the largest request: it is a help, and nothing hangs on it. */
const LIMIT_TIMEOUT = 3000;

/** Plain media types: every version takes them, where those of the client are refused by an older or newer cluster. */
const JSON_ANSWER = { accept: 'application/json' };
const BULK_HEADERS = { ...JSON_ANSWER, 'content-type': 'application/x-ndjson' };

/** Opens the way to a cluster. What it takes is loaded here: it takes longer to load than most commands to run. */
export async function openWire(cluster: Cluster, options: ElasticsearchOptions): Promise<Wire> {
  const [{ openTransport }, { bodyOfPieces, gzipped }] = await Promise.all([
    import('./transport.js'),
    import('./body.js'),
  ]);
  const opened = openTransport(cluster, options);
  const compressed = options.compression ? { 'content-encoding': 'gzip' } : {};
  const zipped = options.compression ? { 'accept-encoding': 'gzip,deflate' } : {};
  const ask = (request: Request) =>
    send(opened.transport, cluster, { ...request, headers: { ...request.headers, ...zipped } });
  return {
    async bulk(pieces, signal) {
      const plain = bodyOfPieces(pieces);
      const body = options.compression ? await gzipped(plain) : plain;
      return ask({ method: 'POST', path: BULK_PATH, body, headers: { ...BULK_HEADERS, ...compressed }, signal });
    },
    get: (path) => ask({ method: 'GET', path, headers: JSON_ANSWER }),
    async contentLimit() {
      const signal = AbortSignal.timeout(LIMIT_TIMEOUT);
      try {
        return contentLimitIn(await ask({ method: 'GET', path: LIMIT_PATH, headers: JSON_ANSWER, signal }));
      } catch (error) {
        if (isUnreached(error)) throw error;
        return undefined;
      }
    },
    close: () => opened.close(),
  };
}

interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Body;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A node that can't be reached at all has taken nothing: the next one is asked at once. */
async function send(transport: Transport, cluster: Cluster, request: Request): Promise<Answer> {
  for (let others = cluster.nodes.length - 1; ; others--) {
    try {
      return await sendOnce(transport, cluster, request);
    } catch (error) {
      if (!isUnreached(error) || others <= 0) throw error;
    }
  }
}

async function sendOnce(
  transport: Transport,
  cluster: Cluster,
  { method, path, body, headers, signal }: Request,
): Promise<Answer> {
  // A stream can be sent once. Its length is known, so it is not chunked.
  const stream = body && { body: Readable.from(body.pieces) };
  const length = body && { 'content-length': String(body.length) };
  const options: TransportRequestOptions = { headers: { ...headers, ...length }, ...(signal && { signal }) };
  try {
    return answerOf(await transport.request({ method, path, ...stream }, { ...options, meta: true }));
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
