import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { NodeConnection } from '../../../src/sinks/elasticsearch/connection.js';

const MIB = 2 ** 20;

/** A peer that hands its connections out as soon as the head of a request is there, and reads no further by itself. */
async function slowPeer(onHead: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.once('readable', () => {
      socket.read();
      onHead(socket);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const connection = new NodeConnection({
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
  });
  onTestFinished(() => connection.close());
  return { connection, sockets };
}

/** So much that no socket takes all of it before somebody reads. */
const largeBody = () => bodyOf(64);

function bodyOf(mebibytes: number) {
  const pieces = Array.from({ length: mebibytes }, () => Buffer.alloc(MIB, 'a'));
  const headers = { 'content-length': String(mebibytes * MIB) };
  return { pieces, params: { method: 'POST', path: '/_bulk', headers, body: Readable.from(pieces) } };
}

const about = { requestId: 1, name: 'test', context: null };
const answer413 = 'HTTP/1.1 413 Request Entity Too Large\r\ncontent-length: 2\r\n\r\nno';

/** Reads what a peer still gets of a connection, to its end. */
async function restOf(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  if (!socket.closed) await once(socket, 'close');
  return Buffer.concat(chunks);
}

describe('the memory of a body may be written again', () => {
  test.each<[end: string, onHead: (socket: Socket, abort: () => void) => void, timeout: number, outcome: unknown]>([
    ['an answer that came early', (socket) => socket.write(answer413), 10_000, { statusCode: 413, body: 'no' }],
    ['an abort', (_socket, abort) => abort(), 10_000, { name: 'RequestAbortedError' }],
    ['a timeout', () => {}, 100, { name: 'TimeoutError' }],
  ])('after %s', async (_end, onHead, timeout, outcome) => {
    const abort = new AbortController();
    const { connection, sockets } = await slowPeer((socket) => onHead(socket, () => abort.abort()));
    const { pieces, params } = largeBody();
    const request = connection.request(params, { ...about, timeout, signal: abort.signal });
    expect(await request.catch((error: unknown) => error)).toMatchObject(outcome as object);
    for (const piece of pieces) piece.fill('z');
    const rest = await restOf(sockets[0]!);
    expect(rest.length).toBeLessThan(64 * MIB);
    expect(rest.includes('z')).toBe(false);
  });
});

describe('a request', () => {
  test('fails where the peer is gone in the middle of the body', async () => {
    const { connection } = await slowPeer((socket) => socket.resetAndDestroy());
    await expect(connection.request(largeBody().params, { ...about, timeout: 10_000 })).rejects.toMatchObject({
      name: 'ConnectionError',
    });
  });

  test('fails where half an answer comes', async () => {
    const { connection } = await slowPeer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'));
    const request = connection.request({ method: 'GET', path: '/' }, { ...about, timeout: 10_000 });
    await expect(request).rejects.toMatchObject({ name: 'ConnectionError' });
  });

  test('fails where the answer is longer than may be', async () => {
    const { connection } = await slowPeer((socket) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nlong nine'),
    );
    const options = { ...about, timeout: 10_000, maxResponseSize: 8 };
    await expect(connection.request({ method: 'GET', path: '/' }, options)).rejects.toThrow('longer than 8');
  });

  test('waits for as long as the peer reads on', async () => {
    let read = 0;
    const { connection } = await slowPeer((socket) => {
      const step = setInterval(() => {
        read += (socket.read() as Buffer | null)?.length ?? 0;
        if (read < 18 * MIB) return;
        clearInterval(step);
        socket.resume().write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      }, 10);
      onTestFinished(() => clearInterval(step));
    });
    // Some 64 KiB a step: longer than the timeout in all.
    const request = connection.request(bodyOf(20).params, { ...about, timeout: 1500 });
    expect(await request).toMatchObject({ statusCode: 200, body: 'ok' });
  });
});
