import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpFault } from './fault.js';

const JSON_TYPE = 'application/json';
/** How a client names the version whose answers it understands. */
const VENDOR_TYPE = /application\/vnd\.elasticsearch\+json;\s*compatible-with=\d+/;
const TAKEN_TYPES = /^application\/(vnd\.elasticsearch\+)?(x-)?(nd)?json\b/;

/**
 * Sends an answer as Elasticsearch would: official clients look for the product, and for the type that they asked for.
 * @param half sends the first half of the body alone.
 */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
  half = false,
): void {
  if (response.headersSent || response.destroyed) return;
  const type = VENDOR_TYPE.exec(request.headers.accept ?? '')?.[0] ?? JSON_TYPE;
  response.writeHead(status, {
    'X-Elastic-Product': 'Elasticsearch',
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  });
  if (half) response.write(body.slice(0, body.length / 2));
  else response.end(request.method === 'HEAD' ? undefined : body);
}

/** Refuses a body that is not announced as JSON. Throws `HttpFault`. */
export function checkType(request: IncomingMessage): void {
  const type = request.headers['content-type'] ?? '';
  if (TAKEN_TYPES.test(type)) return;
  throw new HttpFault(406, 'media_type_header_exception', `Content-Type header [${type}] is not supported`);
}

/** What `GET /` says. */
export const GREETING = {
  name: 'logship',
  cluster_name: 'logship-receive',
  cluster_uuid: 'logship-receive',
  version: {
    number: '8.19.0',
    build_flavor: 'default',
    build_type: 'logship',
    minimum_wire_compatibility_version: '7.17.0',
    minimum_index_compatibility_version: '7.0.0',
  },
  tagline: 'logship receive: not a search engine, only what takes logs like one',
};
