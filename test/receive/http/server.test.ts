import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { HeldBytes } from '../../../src/receive/held-bytes.js';
import { listen } from './world.js';

const NDJSON = { 'content-type': 'application/x-ndjson' };
const ONE = '{"create":{"_index":"a","_id":"1"}}\n{"n":1}\n';

describe('who asks', () => {
  test('hears what kind of Elasticsearch this is', async () => {
    const { url } = await listen();
    const answer = await fetch(url);
    expect(answer.headers.get('x-elastic-product')).toBe('Elasticsearch');
    expect(await answer.json()).toMatchObject({ cluster_name: 'logship-receive', version: { number: '8.19.0' } });
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  });

  test.each([8, 9])('as a client of version %i is answered in kind', async (version) => {
    const { url } = await listen();
    const type = `application/vnd.elasticsearch+x-ndjson; compatible-with=${version}`;
    const accept = `application/vnd.elasticsearch+json; compatible-with=${version}`;
    const headers = { 'content-type': type, accept };
    const answer = await fetch(`${url}/_bulk`, { method: 'PUT', body: ONE, headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(accept);
  });

  test.each([
    ['GET', '/_nodes/settings'],
    ['GET', '/_cluster/health'],
    ['PUT', '/_index_template/logs'],
    ['GET', '/_search'],
    ['DELETE', '/a'],
    ['DELETE', '/'],
    ['GET', '/a/b/_bulk'],
    ['GET', '/_bulk'],
  ])('for what is not here hears so: %s %s', async (method, path) => {
    const { url } = await listen();
    const answer = await fetch(`${url}${path}`, { method });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ status: 404, error: { type: 'resource_not_found_exception' } });
  });

  test.each(['/%zz', '/%c3%28/_bulk'])('for the path %s hears that it is none', async (path) => {
    const { url } = await listen();
    expect((await fetch(`${url}${path}`)).status).toBe(400);
  });
});

describe('counting', () => {
  test('goes by name and by pattern', async () => {
    const { bulk, count, url } = await listen();
    for (const index of ['logs-a', 'logs-b', 'other']) await bulk([{ index: { _index: index } }, '{}']);
    expect(
      await Promise.all(['/_count', '/_all/_count', '/logs-*/_count', '/logs-a,other/_count', '/x*/_count'].map(count)),
    ).toEqual([3, 3, 2, 2, 0]);
    expect((await fetch(`${url}/nothere/_count`)).status).toBe(404);
  });

  test('knows no query but that for everything', async () => {
    const { url } = await listen();
    const ask = (body: string) => fetch(`${url}/_count`, { method: 'POST', body }).then(({ status }) => status);
    const bodies = ['', '{}', '{"query":{"match_all":{}}}', '{"query":{"term":{}}}', 'no', `"${'x'.repeat(70_000)}"`];
    expect(await Promise.all(bodies.map(ask))).toEqual([200, 200, 200, 400, 400, 413]);
    expect((await fetch(`${url}/_count?q=a`)).status).toBe(400);
  });
});

describe('a body', () => {
  test.each([
    ['gzip', gzipSync(ONE)],
    ['deflate', deflateSync(ONE)],
  ])('may be compressed by %s', async (encoding, body) => {
    const { url, kept } = await listen();
    const answer = await fetch(`${url}/_bulk`, {
      method: 'POST',
      body,
      headers: { ...NDJSON, 'content-encoding': encoding },
    });
    expect(answer.status).toBe(200);
    expect(kept).toHaveLength(1);
  });

  test.each<[string, Uint8Array, Record<string, string>, number]>([
    ['is no gzip', Buffer.from(ONE), { 'content-encoding': 'gzip' }, 400],
    ['is cut off', gzipSync(ONE).subarray(0, -9), { 'content-encoding': 'gzip' }, 400],
    ['is packed in an unknown way', Buffer.from(ONE), { 'content-encoding': 'br' }, 415],
    ['is not JSON', Buffer.from(ONE), { 'content-type': 'text/plain' }, 406],
    ['does not end', Buffer.from(ONE.trimEnd()), {}, 400],
    ['holds too long a line', Buffer.from(`${ONE}${'x'.repeat(70_000)}`), {}, 413],
    ['is larger than it seems', gzipSync(Buffer.alloc(110 * 1024 * 1024, '\n')), { 'content-encoding': 'gzip' }, 413],
  ])('that %s is refused, and the connection goes on', async (_name, body, headers, status) => {
    const { url } = await listen();
    for (let turn = 0; turn < 2; turn++) {
      const answer = await fetch(`${url}/_bulk`, { method: 'POST', body, headers: { ...NDJSON, ...headers } });
      expect(answer.status).toBe(status);
      expect(await answer.json()).toMatchObject({ status, error: { reason: expect.any(String) } });
    }
    expect((await fetch(url)).status).toBe(200);
  });

  test('that is announced as too large is refused before it comes', async () => {
    const { port, tally } = await listen();
    const headers = { ...NDJSON, 'content-length': 200 * 1024 * 1024, expect: '100-continue' };
    const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', path: '/_bulk', headers });
    onTestFinished(() => void request.destroy());
    const status = await new Promise((resolve, reject) => {
      request.on('response', (response) => resolve(response.statusCode));
      request.on('continue', () => reject(new Error('it wants the body')));
      request.on('error', reject);
      request.flushHeaders();
    });
    expect(status).toBe(413);
    expect(tally.snapshot().received).toBe(0);
  });

  test('that finds no room beside those of others asks for patience', async () => {
    const { bulk } = await listen({}, { held: new HeldBytes(10_000) });
    const lines = Array.from({ length: 200 }, (_, n) => [{ create: { _index: 'a', _id: `${n}` } }, '{}']).flat();
    const { status, body } = await bulk(lines);
    expect([status, body.error!.type]).toEqual([429, 'circuit_breaking_exception']);
  });
});

describe('a bad client', () => {
  test.each([
    ['garbage', '\u0016\u0003\u0001\r\n\r\n', '400'],
    ['headers without end', `GET / HTTP/1.1\r\n${'x'.repeat(100)}: ${'x'.repeat(20_000)}\r\n`, '431'],
  ])('is sent away, and the others go on: %s', async (_name, text, status) => {
    const { port, url, tally } = await listen();
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    socket.on('error', () => undefined);
    socket.write(text);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(heard).toContain(`HTTP/1.1 ${status}`);
    expect((await fetch(url)).status).toBe(200);
    while (tally.snapshot().open > 1) await new Promise(setImmediate);
  });

  test('that goes away in the middle leaves what was whole, and no trouble', async () => {
    const { port, kept, troubles, tally } = await listen();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `POST /_bulk HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000\r\n\r\n${ONE}{"create`,
    );
    while (kept.length === 0) await new Promise(setImmediate);
    socket.resetAndDestroy();
    while (tally.snapshot().open > 0 || tally.snapshot().requests === 0) await new Promise(setImmediate);
    expect(troubles).toEqual([]);
  });
});

test('closing answers who has sent all, and cuts the others', async () => {
  let settled = () => {};
  const safe = new Promise<void>((resolve) => (settled = resolve));
  let asked = () => {};
  const settling = new Promise<void>((resolve) => (asked = resolve));
  const { bulk, port, way, tally } = await listen({
    settle: () => {
      asked();
      return safe;
    },
  });
  const socket = connect(port, '127.0.0.1');
  const cut = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => undefined);
  socket.write(`POST /_bulk HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000\r\n\r\n`);
  const answer = bulk([{ create: { _index: 'a', _id: '1' } }, '{}']);
  await settling;
  while (tally.snapshot().open < 2) await new Promise(setImmediate);
  const closed = way.close();
  await cut;
  settled();
  expect((await answer).status).toBe(200);
  await closed;
});
