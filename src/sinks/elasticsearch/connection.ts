import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type {
  ConnectionOptions,
  ConnectionRequestOptions,
  ConnectionRequestParams,
  ConnectionRequestResponse,
} from '@elastic/transport';
import { BaseConnection, errors } from './client.js';

const { ConnectionError, RequestAbortedError, TimeoutError } = errors;

/** Milliseconds that a connection may be idle. Below the minute after which load balancers like to drop a silent one. */
const KEEP_ALIVE = 30_000;

/**
 * The connections to one node, by Node's own HTTP client, which is there already. When a request is over, whatever its
 * end, no socket holds bytes of its body any more: their memory may be written again.
 */
export class NodeConnection extends BaseConnection {
  readonly #client: typeof http | typeof https;
  readonly #agent: http.Agent;

  constructor(options: ConnectionOptions) {
    super(options);
    const idle = { keepAlive: true, timeout: KEEP_ALIVE };
    const secured = this.url.protocol === 'https:';
    this.#client = secured ? https : http;
    this.#agent = secured ? new https.Agent({ ...idle, ...options.tls }) : new http.Agent(idle);
  }

  /**
   * Sends a request; a stream as its body, whose length is told in the headers, piece by piece. `options.timeout` is
   * how many milliseconds the connection may stand still. Throws the errors of the official transport.
   */
  override request(params: ConnectionRequestParams, options: ConnectionRequestOptions): Promise<never> {
    const { signal } = options;
    const answered = new Promise<ConnectionRequestResponse>((resolve, reject) => {
      const request = this.#begin(params, options);
      let answer: ConnectionRequestResponse | undefined;
      let failure: Error | undefined;
      const giveUp = (error: Error) => {
        failure ??= error;
        request.destroy();
      };
      const onAbort = () => giveUp(new RequestAbortedError('Request aborted'));
      signal?.addEventListener('abort', onAbort, { once: true });
      request.on('timeout', () => giveUp(new TimeoutError('Request timed out')));
      request.on('error', ({ message }) => giveUp(new ConnectionError(message)));
      request.on('response', (response) =>
        readAnswer(response, options.maxResponseSize ?? Infinity, giveUp, (whole) => {
          if (failure === undefined) answer = whole;
          // Who answers before the body is through has no use for the rest of it: most often it is too large.
          if (!request.writableFinished) request.destroy();
        }),
      );
      // It comes when the socket is gone, or when all was written and the socket is free for the next request.
      request.on('close', () => {
        signal?.removeEventListener('abort', onAbort);
        if (answer !== undefined) resolve(answer);
        else reject(failure ?? new ConnectionError('the connection was closed before an answer came'));
      });
      sendBody(request, params.body, giveUp);
    });
    return answered as Promise<never>;
  }

  override async close(): Promise<void> {
    this.#agent.destroy();
  }

  #begin({ method, path, querystring, headers }: ConnectionRequestParams, { timeout }: ConnectionRequestOptions) {
    const { hostname, port, pathname } = this.url;
    const query = querystring ? `?${querystring}` : '';
    return this.#client.request({
      agent: this.#agent,
      host: hostname.replace(/^\[|\]$/g, ''),
      port,
      method,
      path: `${pathname.replace(/\/$/, '')}${path}${query}`,
      headers: { ...this.headers, ...headers },
      timeout: timeout ?? this.timeout,
    });
  }
}

function sendBody(
  request: ClientRequest,
  body: ConnectionRequestParams['body'],
  onError: (error: Error) => void,
): void {
  if (typeof body === 'string' || Buffer.isBuffer(body)) request.end(body);
  else if (body) body.once('error', onError).pipe(request);
  else request.end();
}

/** Gathers an answer as it comes: as text, or as bytes where it is compressed, which the transport sees to. */
function readAnswer(
  response: IncomingMessage,
  most: number,
  giveUp: (error: Error) => void,
  onWhole: (answer: ConnectionRequestResponse) => void,
): void {
  const { statusCode = 0, headers } = response;
  const packed = headers['content-encoding'] !== undefined;
  const texts: string[] = [];
  const chunks: Buffer[] = [];
  let size = 0;
  if (!packed) response.setEncoding('utf8');
  response.on('error', ({ message }) => giveUp(new ConnectionError(message)));
  response.on('data', (chunk: string | Buffer) => {
    size += chunk.length;
    if (size > most) giveUp(new ConnectionError(`the answer is longer than ${most}`));
    else if (typeof chunk === 'string') texts.push(chunk);
    else chunks.push(chunk);
  });
  response.on('end', () => {
    if (response.complete) onWhole({ statusCode, headers, body: packed ? Buffer.concat(chunks) : texts.join('') });
  });
}
