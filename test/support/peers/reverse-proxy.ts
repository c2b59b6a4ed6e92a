import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came to the proxy. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** Bytes, compressed where they came so. */
  readonly size: number;
  /** Monotonic milliseconds. */
  readonly time: number;
}

/** What the node behind the proxy said. */
export interface Passed {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/**
 * What is done with a request.
 * - `pass`: hands it on, and gives the answer back. Nothing else has been done so far.
 * - `response`: the way back to the client.
 */
export type Meddle = (seen: SeenRequest, pass: () => Promise<Passed>, response: ServerResponse) => Promise<void>;

export interface ReverseProxy {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** What is done with the next bulk requests, one each; what comes after them passes. */
  meddle(...with_: Meddle[]): void;
  /** Bulk requests among those seen. */
  readonly bulks: SeenRequest[];
  close(): Promise<void>;
}

/** Hands a request on as it should be. */
const passOn: Meddle = async (_seen, pass, response) => {
  const { status, headers, body } = await pass();
  response.writeHead(status, headers).end(body);
};

/** Answers in place of the node. */
export const answer =
  (status: number, headers: Record<string, string> = {}): Meddle =>
  async (_seen, _pass, response) =>
    void response.writeHead(status, headers).end();

/** Ends the connection with a reset; after the node has taken the request, where it `takes`. */
export const reset =
  (takes: boolean): Meddle =>
  async (_seen, pass, response) => {
    if (takes) await pass();
    response.socket!.resetAndDestroy();
  };

/** Lets the node take the request, and gives back a part of the answer, which ends there. */
export const half: Meddle = async (_seen, pass, response) => {
  const { status, headers, body } = await pass();
  response.writeHead(status, headers);
  response.write(body.subarray(0, body.length / 2), () => response.socket!.end());
};

/** Lets the node take the request, and keeps the answer back for so long. */
export const slow =
  (milliseconds: number): Meddle =>
  async (_seen, pass, response) => {
    const { status, headers, body } = await pass();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    response.writeHead(status, headers).end(body);
  };

/** Starts a proxy of HTTP that hands on what is below `prefix`, and does to it what it is told. */
export async function startReverseProxy(upstream: string, prefix = ''): Promise<ReverseProxy> {
  const seen: SeenRequest[] = [];
  const meddling: Meddle[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat((await request.toArray()) as Buffer[]);
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, size: body.length, time: performance.now() };
    seen.push(one);
    if (!url.startsWith(`${prefix}/`)) return void response.writeHead(404).end();
    const pass = () => passTo(`${upstream}${url.slice(prefix.length)}`, request, body);
    const meddle = isBulk(one) ? meddling.shift() : undefined;
    await (meddle ?? passOn)(one, pass, response);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    seen,
    get bulks() {
      return seen.filter(isBulk);
    },
    meddle: (...wanted) => void meddling.push(...wanted),
    async close() {
      server.closeAllConnections();
      server.close();
      if (server.listening) await once(server, 'close');
    },
  };
}

const isBulk = ({ url }: SeenRequest) => url.includes('/_bulk');

function passTo(url: string, { method, headers }: IncomingMessage, body: Buffer): Promise<Passed> {
  return new Promise((resolve, reject) => {
    const onward = ask(url, { method, headers: { ...headers, host: new URL(url).host } }, (response) => {
      response
        .toArray()
        .then(
          (chunks) => resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
          reject,
        );
    });
    onward.on('error', reject);
    onward.end(body);
  });
}
