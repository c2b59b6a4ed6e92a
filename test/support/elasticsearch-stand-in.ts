import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A peer that answers as Elasticsearch does, and keeps the documents by their ids. */
export interface ElasticsearchStandIn {
  readonly url: string;
  readonly documents: Map<string, unknown>;
}

/** Starts one that is gone when the running test ends. `status` is its answer to everything where it is not 200. */
export async function startElasticsearchStandIn(status = 200): Promise<ElasticsearchStandIn> {
  const documents = new Map<string, unknown>();
  const server = createServer((request, response) => {
    void request.toArray().then((chunks) => {
      response.writeHead(status, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' });
      if (status !== 200) response.end(JSON.stringify({ error: { type: 'security_exception', reason: 'no' }, status }));
      else if (request.method === 'GET') response.end('{"cluster_name":"stand-in","version":{"number":"9.0.0"}}');
      else response.end(JSON.stringify(create(documents, Buffer.concat(chunks).toString())));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, documents };
}

/** Does what a bulk body of creates says. */
function create(documents: Map<string, unknown>, body: string) {
  const lines = body.trimEnd().split('\n');
  const items = [];
  for (let index = 0; index < lines.length; index += 2) {
    const { _id } = (JSON.parse(lines[index]!) as { create: { _id: string } }).create;
    documents.set(_id, JSON.parse(lines[index + 1]!));
    items.push({ create: { _id, status: 201 } });
  }
  return { errors: false, items };
}
