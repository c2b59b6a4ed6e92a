import { once } from 'node:events';
import { type AddressInfo, connect, createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { TcpSink } from '../../../src/sinks/logstash/tcp-sink.js';
import { TlsDialer } from '../../../src/sinks/tls/dialer.js';
import { describeWith } from '../../servers/requirements.js';
import { type Authority, type IssuedCertificate, requireAuthority } from '../../support/authority.js';
import { batchOfBytes, sinkTo, whole } from './world.js';

const MEGABYTES = 24 * 1024 * 1024;
const settings = { ca: 'A_CA', cert: 'A_CERT', key: 'A_KEY', serverName: 'A_NAME', off: 'A_TLS=false' };

describeWith(requireAuthority(), 'a window over TLS', (makeAuthority) => {
  let authority: Authority;
  let certificate: IssuedCertificate;
  beforeAll(async () => {
    authority = await makeAuthority();
    certificate = await authority.issue();
  });
  afterAll(() => authority.remove());

  /** A peer whose conduct `meet` decides; it counts what it reads. */
  async function peer(meet: (socket: TLSSocket) => void) {
    let bytes = 0;
    const server = createServer({ ...certificate, allowHalfOpen: true }, (socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk: Buffer) => (bytes += chunk.length));
      meet(socket);
    });
    return { port: await listening(server), bytes: () => bytes };
  }

  /** Something in between that hands on what it sees, and that `interfere` lets break the stream below TLS. */
  function between(port: number, interfere: (client: Socket) => void): Promise<number> {
    const relay = createPlainServer({ allowHalfOpen: true }, (client) => {
      const server = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      let ended = false;
      for (const socket of [client, server]) socket.on('error', () => {});
      client.on('end', () => (ended = true));
      client.pipe(server);
      // What the server says behind the end of the client is its close_notify.
      server.on('data', (chunk: Buffer) => void (ended || client.write(chunk)));
      server.on('end', () => client.end());
      interfere(client);
    });
    return listening(relay);
  }

  async function listening(server: Server): Promise<number> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => sockets.add(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }

  const sinkOf = (port: number, options = {}) =>
    sinkTo(port, { tls: new TlsDialer({ ca: authority.cert }, settings), ...options }).sink;

  const closeBehind = (socket: TLSSocket) => void socket.on('end', () => socket.end());

  it('is delivered when the end of the peer follows ours, however large it is', async () => {
    const { port, bytes } = await peer(closeBehind);
    const sink = sinkOf(port);
    expect(sink.target).toBe(`tls://127.0.0.1:${port}`);
    const batch = batchOfBytes(MEGABYTES);
    for (const times of [1, 2]) {
      const window = await sink.begin();
      await window.write(whole(batch));
      expect(await window.commit()).toEqual({ exceptions: [] });
      expect(bytes()).toBe(times * batch.bytes.length);
    }
  });

  // Java does not answer a close_notify with its own in TLS 1.3, and so neither does Logstash: its FIN has to do.
  it('is delivered when the FIN of the peer follows ours, without a close_notify', async () => {
    const { port } = await peer(closeBehind);
    const window = await sinkOf(await between(port, () => {})).begin();
    await window.write(whole(batchOfBytes(100)));
    expect(await window.commit()).toEqual({ exceptions: [] });
  });

  it('is not delivered by a peer that answers', async () => {
    const { port } = await peer(
      (socket) => void socket.on('end', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    await expect(send(sinkOf(port))).rejects.toMatchObject({ fault: 'refusing', lasting: true });
  });

  it('is in doubt when the peer says close_notify before we do', async () => {
    const { port } = await peer((socket) => void socket.once('data', () => socket.end()));
    await expect(send(sinkOf(port))).rejects.toMatchObject({ fault: 'broken', lasting: false });
  });

  it.each<[string, (client: Socket) => void]>([
    ['its stream is cut off before ours ends', (client) => after(client, 1_000_000, () => client.end())],
    ['the connection is reset', (client) => after(client, 1_000_000, () => client.resetAndDestroy())],
    ['the connection is reset when we are done', (client) => void client.on('end', () => client.resetAndDestroy())],
  ])('is in doubt when %s', async (_, interfere) => {
    const { port } = await peer(closeBehind);
    const sink = sinkOf(await between(port, interfere));
    await expect(send(sink)).rejects.toMatchObject({ fault: 'broken', lasting: false });
  });

  async function send(sink: TcpSink): Promise<void> {
    const window = await sink.begin();
    await window.write(whole(batchOfBytes(MEGABYTES)));
    await window.commit();
  }

  function after(socket: Socket, bytes: number, then: () => void): void {
    let seen = 0;
    socket.on('data', (chunk: Buffer) => {
      if (seen <= bytes && (seen += chunk.length) > bytes) then();
    });
  }

  it('holds its writer back while the peer does not read', async () => {
    const paused: TLSSocket[] = [];
    const { port, bytes } = await peer((socket) => {
      closeBehind(socket);
      paused.push(socket.pause());
    });
    const sink = sinkOf(port);
    const batch = batchOfBytes(MEGABYTES);
    const window = await sink.begin();
    let written = false;
    const writing = window.write(whole(batch)).then(() => (written = true));
    // Other connections come and go meanwhile: what had been read would have been read by then.
    for (const _ of [1, 2, 3]) await sink.probe();
    expect(written).toBe(false);
    paused[0]!.resume();
    await writing;
    await window.commit();
    expect(bytes()).toBe(batch.bytes.length);
  });

  it('tells the step of TLS in its probe', async () => {
    const { port } = await peer(closeBehind);
    const steps: string[] = [];
    await sinkOf(port).probe(({ name, detail }) => steps.push(`${name}: ${detail}`));
    expect(steps.slice(2)).toEqual([expect.stringMatching(/^tls: TLSv1\.3, certificate valid until /)]);
  });

  it('gives up on a peer that takes the connection and says nothing', async () => {
    const sink = sinkOf(await listening(createPlainServer(() => {})), { timeout: 200 });
    await expect(sink.begin()).rejects.toMatchObject({
      fault: 'timeout',
      message: expect.stringContaining('it took the connection, and no TLS came within 0.2 s'),
    });
  });
});
