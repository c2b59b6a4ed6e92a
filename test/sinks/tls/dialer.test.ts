import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions as ServerOptions } from 'node:tls';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { TlsDialer } from '../../../src/sinks/tls/dialer.js';
import type { TlsOptions } from '../../../src/sinks/tls/options.js';
import { describeWith } from '../../servers/requirements.js';
import { type Authority, type IssuedCertificate, requireAuthority } from '../../support/authority.js';

const DAY = 24 * 3600 * 1000;
const settings = { ca: 'A_CA', cert: 'A_CERT', key: 'A_KEY', serverName: 'A_NAME', off: 'A_TLS=false' };

describeWith(requireAuthority(), 'TLS to a peer', (makeAuthority) => {
  let authority: Authority;
  let good: IssuedCertificate;
  let others: Authority;
  beforeAll(async () => {
    [authority, others] = await Promise.all([makeAuthority(), makeAuthority()]);
    good = await authority.issue();
  });
  afterAll(() => Promise.all([authority.remove(), others.remove()]));

  async function listening(server: Server): Promise<number> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }

  function tlsServer(options: ServerOptions): Promise<number> {
    const server = createTlsServer({ ...options }, (socket) => socket.on('error', () => {}).resume());
    return listening(server.on('tlsClientError', () => {}));
  }

  async function dial(port: number, tls: TlsOptions, host = '127.0.0.1') {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    await once(socket, 'connect');
    const secured = await new TlsDialer(tls, settings).secure(
      socket,
      { host, target: 'tls://peer' },
      new AbortController().signal,
    );
    onTestFinished(() => void secured.destroy());
    return secured;
  }

  it('is trusted by its authority, under the name or the address that it is dialled by', async () => {
    const port = await tlsServer(good);
    expect((await dial(port, { ca: authority.cert })).authorized).toBe(true);
    const named = await authority.issue({ host: 'DNS:logs.example' });
    const other = await tlsServer(named);
    expect((await dial(other, { ca: authority.cert }, 'logs.example')).authorized).toBe(true);
    expect((await dial(other, { ca: authority.cert, serverName: 'logs.example' })).authorized).toBe(true);
    expect((await dial(port, { ca: authority.cert, serverName: '127.0.0.1' }, 'elsewhere')).authorized).toBe(true);
  });

  it('asks for the name that it expects, and for no address', async () => {
    const asked: string[] = [];
    const port = await tlsServer({
      ...good,
      SNICallback: (name, then) => {
        asked.push(name);
        then(null);
      },
    });
    await dial(port, { ca: authority.cert });
    await dial(port, { ca: authority.cert, insecure: true, serverName: 'logs.example' });
    expect(asked).toEqual(['logs.example']);
  });

  it('takes any certificate where that is wanted', async () => {
    const expired = await others.issue({ until: new Date(Date.now() - DAY / 2), host: 'DNS:elsewhere.example' });
    expect((await dial(await tlsServer(expired), { insecure: true })).authorized).toBe(false);
  });

  it.each<[string, () => Promise<ServerOptions>, TlsOptions, object]>([
    [
      'has expired',
      () => authority.issue({ until: new Date(Date.UTC(2026, 6, 31)), from: new Date(Date.UTC(2026, 5, 1)) }),
      {},
      { message: 'tls://peer: its certificate has expired (on 2026-07-31 00:00 UTC)', lasting: true },
    ],
    [
      'is not valid yet',
      () => authority.issue({ from: new Date(Date.now() + DAY / 2) }),
      {},
      { message: expect.stringMatching(/not valid yet \(before \d{4}-/), lasting: false },
    ],
    [
      'is for another host',
      () => authority.issue({ host: 'DNS:elsewhere.example' }),
      {},
      { message: expect.stringContaining('another host (elsewhere.example), not for 127.0.0.1'), lasting: true },
    ],
    ['comes from another authority', () => others.issue(), {}, { message: expect.stringContaining('nobody we trust') }],
  ])('is refused where its certificate %s', async (_, certificate, tls, expected) => {
    const port = await tlsServer(await certificate());
    await expect(dial(port, { ca: authority.cert, ...tls })).rejects.toMatchObject({ fault: 'refusing', ...expected });
  });

  it('is refused by a system that trusts public authorities alone', async () => {
    const refusal = dial(await tlsServer(good), {});
    await expect(refusal).rejects.toMatchObject({ message: expect.stringContaining('nobody we trust') });
  });

  it.each([
    ['TLSv1.2', { fault: 'refusing', message: expect.stringContaining('handshake failed') }],
    ['TLSv1.3', { fault: 'denied', message: expect.stringContaining('demands a certificate of us') }],
  ] as const)('takes no certificate but ours (%s)', async (version, refusal) => {
    const demands = { requestCert: true, ca: authority.cert, minVersion: version, maxVersion: version };
    const port = await tlsServer({ ...good, ...demands });
    const hint = { next: [expect.stringContaining('A_CERT')], lasting: true };
    await expect(dial(port, { ca: authority.cert })).rejects.toMatchObject({ ...refusal, ...hint });
    const strange = await others.issue();
    // A server of Node.js hangs up without an alert. For one that gives a reason see the tests with go-lumber.
    await expect(dial(port, { ...strange, ca: authority.cert })).rejects.toMatchObject({
      message: expect.stringContaining('broke the connection off'),
      lasting: false,
    });
    const accepted = await dial(port, { ...(await authority.issue()), ca: authority.cert });
    expect(accepted.getProtocol()).toBe(version);
  });

  it('is told from a peer that answers in the clear', async () => {
    const port = await listening(createServer((socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')));
    await expect(dial(port, {})).rejects.toMatchObject({
      message: 'tls://peer: what answers there does not speak TLS',
      lasting: true,
    });
  });

  it('is told from a peer that hangs up, which may only have been restarted', async () => {
    const port = await listening(createServer((socket) => void socket.once('data', () => socket.end())));
    await expect(dial(port, {})).rejects.toMatchObject({
      message: 'tls://peer: it broke the connection off in the TLS handshake',
      lasting: false,
    });
  });

  it('is told from a peer that is stuck in the past', async () => {
    const port = await tlsServer({
      ...good,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    await expect(dial(port, { ca: authority.cert })).rejects.toMatchObject({
      message: 'tls://peer: it speaks no version of TLS that is safe',
      lasting: true,
    });
  });
});
