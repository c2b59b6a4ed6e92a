import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ReceiveContext } from '../../../src/receive/context.js';
import { createHttpWay } from '../../../src/receive/http/server.js';
import type { Store } from '../../../src/receive/store.js';
import { contextOn } from '../world.js';

/** What became of one document. */
export interface Item {
  readonly status: number;
  readonly _id?: string;
  readonly result?: string;
  readonly error?: { readonly type: string; readonly reason: string };
}

/** An answer, as far as it is asked about here. */
export interface BulkReply {
  readonly errors?: boolean;
  readonly items?: readonly Readonly<Record<string, Item>>[];
  readonly error?: { readonly type: string; readonly reason: string };
}

/** A server on a store of the test's own, and what it has kept. */
export async function listen(store: Partial<Store> = {}, given: Partial<ReceiveContext> = {}) {
  const kept: string[] = [];
  const keep = (file: string, lines: Uint8Array) => {
    for (const line of Buffer.from(lines).toString().split('\n').slice(0, -1)) kept.push(`${file} ${line}`);
  };
  const { context, tally, troubles } = contextOn(Object.assign(store, { keep: store.keep ?? keep }), given);
  const way = await createHttpWay(context);
  way.server.listen(0, '127.0.0.1');
  await once(way.server, 'listening');
  onTestFinished(() => way.close());
  const { port } = way.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    port,
    url,
    way,
    kept,
    tally,
    troubles,
    /** Sends a bulk request of these lines. */
    async bulk(lines: readonly (string | object)[], path = '/_bulk') {
      const body = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
      const headers = { 'content-type': 'application/x-ndjson' };
      const answer = await fetch(`${url}${path}`, { method: 'POST', body, headers });
      return { status: answer.status, body: (await answer.json()) as BulkReply };
    },
    async count(path = '/_count') {
      const answer = await fetch(`${url}${path}`);
      return ((await answer.json()) as { count?: number }).count;
    },
  };
}
