import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { SinkError } from '../../../src/model/errors.js';
import type { Receipt } from '../../../src/model/sink.js';
import type { ElasticsearchOptions } from '../../../src/sinks/elasticsearch/options.js';
import { ElasticsearchSink } from '../../../src/sinks/elasticsearch/sink.js';
import { describeWith } from '../../servers/requirements.js';
import { batchOf, bulkInto } from '../../support/batch.js';
import { requireCertificates, type Certificate } from '../../support/certificate.js';

interface Seen {
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

/** A peer that answers each request by `handle`, and tells nothing of limits; over TLS where it has a certificate. */
async function peer(
  handle: (response: ServerResponse, seen: Seen) => void,
  certificate?: Certificate,
): Promise<{ url: string; seen: Seen[]; stop(): Promise<void>; restart(): Promise<void> }> {
  const seen: Seen[] = [];
  const answer: RequestListener = (request, response) => {
    if (request.url!.includes('/_nodes/')) return void reply(response, 404, '');
    void request.toArray().then((chunks) => {
      const one = { request, body: Buffer.concat(chunks) };
      seen.push(one);
      handle(response, one);
    });
  };
  const server = certificate === undefined ? createServer(answer) : createSecureServer({ ...certificate }, answer);
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  onTestFinished(() => (server.listening ? stop() : undefined));
  const { port } = server.address() as AddressInfo;
  const url = `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  return { url, seen, stop, restart: () => listen(port) };
}

function sinkTo(nodes: string | string[], rest: Partial<ElasticsearchOptions> = {}): ElasticsearchSink {
  const common = { bulkBytes: 8 * 2 ** 20, concurrency: 2, compression: false, timeout: 10_000 };
  const sink = new ElasticsearchSink({ nodes: [nodes].flat(), ...common, ...rest });
  onTestFinished(() => sink.close());
  return sink;
}

const reply = (response: ServerResponse, status: number, body: string) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
const allCreated = (count: number) =>
  JSON.stringify({ errors: false, items: Array.from({ length: count }, () => ({ create: { status: 201 } })) });
const countOf = (body: Buffer) => body.toString().split('\n').length / 2 - 0.5;

async function deliver(sink: ElasticsearchSink, documents: string[], ids?: string[]): Promise<Receipt> {
  const batch = batchOf(documents, bulkInto('logs-a'), ids === undefined ? {} : { ids });
  const window = await sink.begin();
  await window.write({ batch, from: 0, to: batch.count });
  return window.commit();
}

describe('a window', () => {
  test('is one request, with the bytes of its batches as they are', async () => {
    const { url, seen } = await peer((response, { body }) => reply(response, 200, allCreated(countOf(body))));
    const batches = [batchOf(['{"a":1}', '{"a":2e400}'], bulkInto('i')), batchOf(['{"a" : "ü"}'], bulkInto('i'))];
    const window = await sinkTo(url).begin();
    for (const batch of batches) await window.write({ batch, from: 0, to: batch.count });
    expect(await window.commit()).toEqual({ exceptions: [] });
    expect(seen).toHaveLength(1);
    expect(seen[0]!.body).toEqual(Buffer.concat(batches.map((batch) => batch.bytes)));
    expect(seen[0]!.request.headers['content-type']).toBe('application/x-ndjson');
  });

  test.each([false, true])(
    'of many batches arrives byte for byte, and is not chunked (compressed: %s)',
    async (compression) => {
      const bodyOf = (body: Buffer) => (compression ? gunzipSync(body) : body);
      const { url, seen } = await peer((response, { body }) => reply(response, 200, allCreated(countOf(bodyOf(body)))));
      const batches = Array.from({ length: 40 }, (_, n) =>
        batchOf(
          Array.from({ length: 60 }, (_, m) => JSON.stringify({ n, m, text: `é${'x'.repeat((n * m) % 3000)}` })),
          bulkInto('i'),
        ),
      );
      const window = await sinkTo(url, { compression }).begin();
      for (const batch of batches) await window.write({ batch, from: 1, to: batch.count - 1 });
      expect(await window.commit()).toEqual({ exceptions: [] });
      expect(seen).toHaveLength(1);
      const [{ request, body }] = seen as [Seen];
      const expected = batches.map(({ bytes, count, endOf }) => bytes.subarray(endOf(0), endOf(count - 2)));
      expect(bodyOf(body).equals(Buffer.concat(expected))).toBe(true);
      expect(request.headers['transfer-encoding']).toBeUndefined();
      expect(request.headers['content-length']).toBe(String(body.length));
    },
  );

  test('takes an answer that is compressed', async () => {
    const { url, seen } = await peer((response, { body }) =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync(allCreated(countOf(gunzipSync(body))))),
    );
    expect(await deliver(sinkTo(url, { compression: true }), ['{}', '{}'])).toEqual({ exceptions: [] });
    expect(seen[0]!.request.headers['accept-encoding']).toContain('gzip');
  });

  test('goes by the connection of the one before', async () => {
    const { url, seen } = await peer((response, { body }) => reply(response, 200, allCreated(countOf(body))));
    const sink = sinkTo(url);
    for (let turn = 0; turn < 3; turn++) await deliver(sink, ['{}']);
    expect(new Set(seen.map(({ request }) => request.socket.remotePort)).size).toBe(1);
  });

  test('without events sends nothing', async () => {
    const { url, seen } = await peer((response) => reply(response, 500, ''));
    const sink = sinkTo(url);
    expect(await (await sink.begin()).commit()).toEqual({ exceptions: [] });
    expect(seen).toHaveLength(0);
  });

  test('goes under the path of the address, signed and compressed as told', async () => {
    const { url, seen } = await peer((response, { body }) =>
      reply(response, 200, allCreated(countOf(gunzipSync(body)))),
    );
    const sink = sinkTo(`${url.replace('//', '//joe:p%40ss@')}/elastic/`, { compression: true });
    await deliver(sink, ['{"a":1}']);
    expect(seen[0]!.request.url).toMatch(/^\/elastic\/_bulk\?/);
    expect(seen[0]!.request.headers.authorization).toBe(`Basic ${Buffer.from('joe:p@ss').toString('base64')}`);
    expect(sink.target).toBe(`${url}/elastic`);
  });

  test('passes over a node that breaks off, and over one that is down at once', async () => {
    const { url } = await peer((response, { body }) => reply(response, 200, allCreated(countOf(body))));
    const breaking = await peer((response) => response.destroy());
    const sink = sinkTo(['http://127.0.0.1:1', breaking.url, url]);
    const faults: unknown[] = [];
    for (let turn = 0; turn < 6; turn++) await deliver(sink, ['{}']).catch((error: unknown) => faults.push(error));
    expect(faults).toMatchObject([{ fault: 'broken' }]);
    expect(breaking.seen).toHaveLength(1);
  });

  test('asks a node that was down again, and uses it', async () => {
    const { url, seen } = await peer((response, { body }) => reply(response, 200, allCreated(countOf(body))));
    const revived = await peer((response, { request, body }) => {
      if (revived.seen.length === 1) response.destroy();
      else reply(response, 200, request.method === 'HEAD' ? '' : allCreated(countOf(body)));
    });
    const sink = sinkTo([revived.url, url]);
    while (revived.seen.length === 0) await deliver(sink, ['{}']).catch(() => {});
    const before = seen.length;
    for (let turn = 0; turn < 4; turn++) await deliver(sink, ['{}']);
    expect([revived.seen.length, seen.length]).toEqual([1, before + 4]);
    const now = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => now + 5000);
    onTestFinished(() => void vi.restoreAllMocks());
    await deliver(sink, ['{}']);
    await vi.waitFor(() => expect(revived.seen.map(({ request }) => request.method)).toContain('HEAD'));
    await vi.waitFor(async () => {
      await deliver(sink, ['{}']);
      expect(revived.seen.filter(({ request }) => request.method === 'POST').length).toBeGreaterThan(1);
    });
  });

  test('over the size that a proxy takes is sent in pieces, and later ones start smaller', async () => {
    const { url, seen } = await peer((response, { body }) =>
      body.length > 1000
        ? response.writeHead(413, { 'content-type': 'text/html' }).end('<html>')
        : reply(response, 200, allCreated(countOf(body))),
    );
    const sink = sinkTo(url);
    const documents = Array.from({ length: 40 }, (_, n) => JSON.stringify({ n }));
    documents[7] = JSON.stringify({ long: 'x'.repeat(2000) });
    const { exceptions } = await deliver(sink, documents);
    expect(exceptions).toMatchObject([{ parcel: 0, event: 7, verdict: { kind: 'reject' } }]);
    expect(sink.limits.bytes).toBeLessThan(8 * 2 ** 20);
    seen.length = 0;
    await deliver(sink, documents.slice(8));
    expect(seen.every(({ body }) => body.length <= sink.limits.bytes)).toBe(true);
  });

  test('that goes in pieces keeps what was taken when the cluster gets busy', async () => {
    let pieces = 0;
    const { url } = await peer((response, { body }) => {
      if (countOf(body) > 2) reply(response, 413, '');
      else if (++pieces <= 2) reply(response, 200, allCreated(countOf(body)));
      else response.writeHead(429, { 'retry-after': '3' }).end();
    });
    const { exceptions, retryAfter } = await deliver(
      sinkTo(url),
      Array.from({ length: 8 }, () => '{}'),
    );
    expect(exceptions.map(({ event, verdict }) => `${event} ${verdict.kind}`)).toEqual(
      [4, 5, 6, 7].map((event) => `${event} retry`),
    );
    expect(pieces).toBe(3);
    expect(retryAfter).toBe(3000);
  });

  test('that is refused whatever it holds is not taken apart to the last event', async () => {
    const body = JSON.stringify({ error: { type: 'illegal_argument_exception', reason: 'no' } });
    const { url, seen } = await peer((response) => reply(response, 400, body));
    const documents = Array.from({ length: 1024 }, () => '{}');
    await expect(deliver(sinkTo(url), documents)).rejects.toMatchObject({ fault: 'refusing' });
    expect(seen.length).toBeLessThan(30);
  });

  test('is not begun where nobody is there', async () => {
    await expect(sinkTo('http://127.0.0.1:1').begin()).rejects.toMatchObject({ fault: 'refused' });
  });

  test('is not begun again where the one before got no answer, until somebody is there', async () => {
    const server = await peer((response, { body }) => reply(response, 200, allCreated(countOf(body))));
    const sink = sinkTo(server.url);
    await deliver(sink, ['{}']);
    await server.stop();
    const fault = expect.stringMatching(/^(broken|refused)$/) as string;
    await expect(deliver(sink, ['{}'])).rejects.toMatchObject({ fault });
    await expect(sink.begin()).rejects.toMatchObject({ fault: 'refused' });
    await server.restart();
    expect(await deliver(sink, ['{}'])).toEqual({ exceptions: [] });
  });

  test('is in doubt where an answer is missing', async () => {
    const { url } = await peer((response) => reply(response, 200, allCreated(1)));
    await expect(deliver(sinkTo(url), ['{}', '{}'])).rejects.toMatchObject({ fault: 'broken' });
  });

  test('is in doubt where half an answer comes', async () => {
    const { url } = await peer((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
      response.write('{"errors":false,', () => response.destroy());
    });
    await expect(deliver(sinkTo(url), ['{}'])).rejects.toMatchObject({ fault: 'broken' });
  });

  test('is in doubt where no answer comes in time', async () => {
    const { url } = await peer(() => {});
    await expect(deliver(sinkTo(url, { timeout: 50 }), ['{}'])).rejects.toMatchObject({ fault: 'timeout' });
  });

  test('can be given up', async () => {
    let arrived = () => {};
    const asked = new Promise<void>((resolve) => (arrived = resolve));
    const { url } = await peer(() => arrived());
    const batch = batchOf(['{}'], bulkInto('i'));
    const window = await sinkTo(url).begin();
    await window.write({ batch, from: 0, to: 1 });
    const receipt = window.commit();
    void asked.then(() => window.abandon());
    await expect(receipt).rejects.toMatchObject({ fault: 'broken' });
  });
});

describe('the largest request', () => {
  const limits = (...limits: unknown[]) =>
    JSON.stringify({
      nodes: Object.fromEntries(limits.map((limit, n) => [`n${n}`, { http: { max_content_length_in_bytes: limit } }])),
    });
  /** A cluster that answers so when it is asked for its limits, one answer after the other. */
  async function limited(...answers: [status: number, body: string][]) {
    let asked = 0;
    const server = createServer((request, response) => {
      void request.toArray().then((chunks) => {
        if (request.method !== 'GET') return reply(response, 200, allCreated(countOf(Buffer.concat(chunks))));
        return reply(response, ...answers[Math.min(asked++, answers.length - 1)]!);
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const sink = sinkTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    for (let turn = 0; turn < 3; turn++) await deliver(sink, ['{}']);
    return { asked, bytes: sink.limits.bytes };
  }
  const USUAL = 8 * 2 ** 20;

  test('is that of the most modest node', async () => {
    expect(await limited([200, limits(104_857_600, 1_048_576)])).toEqual({ asked: 1, bytes: 1_048_576 });
  });

  test('is ours where the nodes take more', async () => {
    expect(await limited([200, limits(104_857_600)])).toEqual({ asked: 1, bytes: USUAL });
  });

  test.each<[status: number, body: string]>([
    [401, ''],
    [403, JSON.stringify({ error: { type: 'security_exception', reason: 'no' } })],
    [404, ''],
    [410, JSON.stringify({ error: { type: 'api_not_available_exception', reason: 'serverless' } })],
    [200, '{}'],
    [200, limits(0)],
    [200, '<html>'],
  ])('is ours where %i %s is all that is said, which is no error', async (status, body) => {
    expect(await limited([status, body])).toEqual({ asked: 1, bytes: USUAL });
  });

  test('is asked for again where the cluster was busy', async () => {
    expect(await limited([503, ''], [200, limits(1_048_576)])).toEqual({ asked: 2, bytes: 1_048_576 });
  });
});

describe('an error', () => {
  // The client did so to take secrets out of its errors: seconds, and gigabytes, for a window of the usual size.
  test('does not make the client walk over the body', async () => {
    const { url } = await peer((response) => reply(response, 429, ''));
    const walks = vi.spyOn(Object, 'entries');
    onTestFinished(() => walks.mockRestore());
    await expect(deliver(sinkTo(url), ['{}'])).rejects.toMatchObject({ fault: 'busy' });
    expect(walks.mock.calls.filter(([value]) => Buffer.isBuffer(value))).toEqual([]);
  });

  test.each([
    [429, '7', 7000],
    [503, '7', 7000],
    [429, undefined, 0],
    [429, 'soon', 0],
  ])('%i with Retry-After %s asks for %i ms', async (status, header, milliseconds) => {
    const { url } = await peer((response) =>
      response.writeHead(status, header === undefined ? {} : { 'retry-after': header }).end(),
    );
    await expect(deliver(sinkTo(url), ['{}'])).rejects.toMatchObject({ fault: 'busy', retryAfter: milliseconds });
  });

  test.each([401, 403])('%i is told as refused credentials, without them', async (status) => {
    const { url } = await peer((response) => reply(response, status, ''));
    const sink = sinkTo(url, { username: 'joe', password: 'hidden-word' });
    const failed = await deliver(sink, ['{}']).catch((error: unknown) => error);
    expect(failed).toMatchObject({ fault: 'denied', exitCode: 4 });
    expect(JSON.stringify(failed) + String(failed)).not.toContain('hidden-word');
  });
});

describe('a probe', () => {
  const root = JSON.stringify({ cluster_name: 'c', version: { number: '9.5.3' } });

  test('tells names and version', async () => {
    const { url } = await peer((response) => reply(response, 200, root));
    const steps: string[] = [];
    await sinkTo(url).probe((step) => steps.push(`${step.name}: ${step.detail}`));
    expect(steps).toEqual(['resolve: 127.0.0.1', 'connect: Elasticsearch 9.5.3 (c)']);
  });

  test('is content with credentials that may only write', async () => {
    const { url } = await peer((response) => reply(response, 403, ''));
    await expect(sinkTo(url).probe()).resolves.toBeUndefined();
  });

  test('tries the next node', async () => {
    const down = await peer((response) => reply(response, 503, ''));
    const { url } = await peer((response) => reply(response, 200, root));
    await expect(sinkTo([down.url, url]).probe()).resolves.toBeUndefined();
  });

  test.each([
    [401, '', 'denied'],
    [503, '', 'busy'],
    [404, '', 'refusing'],
    [200, '<html>', 'refusing'],
    [200, '{}', 'refusing'],
  ])('answered by %i %s fails: %s', async (status, body, fault) => {
    const { url } = await peer((response) => reply(response, status, body));
    await expect(sinkTo(url).probe()).rejects.toMatchObject({ fault });
  });

  test('of an unknown name fails', async () => {
    await expect(sinkTo('http://es.invalid:9200').probe()).rejects.toMatchObject({ fault: 'unresolved' });
  });
});

describeWith(requireCertificates(), 'a cluster behind TLS', (makeCertificate) => {
  test('is trusted by the CA certificate of the settings', async () => {
    const certificate = await makeCertificate();
    const { url } = await peer((response, { body }) => reply(response, 200, allCreated(countOf(body))), certificate);
    expect(await deliver(sinkTo(url, { tls: { ca: certificate.cert } }), ['{}'])).toEqual({ exceptions: [] });
  });

  test('is not trusted without one', async () => {
    const { url, seen } = await peer((response) => reply(response, 200, ''), await makeCertificate());
    const failed = await deliver(sinkTo(url), ['{}']).catch((error: unknown) => error);
    expect(failed).toMatchObject({ fault: 'refusing' });
    expect((failed as SinkError).next[0]).toContain('ELASTICSEARCH_CA_CERT');
    expect(seen).toHaveLength(0);
  });

  test('is told from one without TLS', async () => {
    const { url } = await peer((response) => reply(response, 200, ''));
    const failed = deliver(sinkTo(url.replace('http:', 'https:')), ['{}']);
    await expect(failed).rejects.toMatchObject({ fault: 'refusing' });
  });
});
