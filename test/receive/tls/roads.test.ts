import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { dirname, join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ReceiveError } from '../../../src/receive/errors.js';
import { readFaults } from '../../../src/receive/faults/wanted.js';
import { type ReceiverOptions, startReceiver } from '../../../src/receive/receiver.js';
import { makeCertificate } from '../../../src/receive/tls/certificate.js';
import { describeWith } from '../../servers/requirements.js';
import { requireCertificates } from '../../support/certificate.js';
import { ackFrame, windowOf } from '../../support/lumberjack-frames.js';
import { ending, sendWindow } from '../../support/tcp-client.js';
import { tempFolder } from '../../support/temp-folder.js';
import { ANY, start } from '../world.js';

/** A receiver under TLS, and what it has complained about. */
async function secured(options: ReceiverOptions) {
  const troubles: string[] = [];
  const receiver = await start({ tls: {}, onTrouble: (message) => troubles.push(message), ...options });
  const ca = receiver.caFile === undefined ? undefined : await readFile(receiver.caFile, 'utf8');
  return { receiver, troubles, ca };
}

async function dial(port: number, options: ConnectionOptions): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, ...options } as ConnectionOptions);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('with a certificate that it makes, a receiver', () => {
  test('takes lines, and answers an end with its own', async () => {
    const { receiver, ca } = await secured({ tcp: ANY });
    const socket = await dial(receiver.addresses.tcp!.port, { ca });
    const answer = ending(socket.resume());
    socket.end('{"n":1}\n{"n":2}\n');
    expect(await answer).toBe('confirmed');
    expect(receiver.counts()).toMatchObject({ received: 2, connections: 1, resets: 0 });
  });

  test('acknowledges windows', async () => {
    const { receiver, ca } = await secured({ beats: ANY });
    const socket = await dial(receiver.addresses.beats!.port, { ca });
    socket.write(windowOf('{"n":1}'));
    const [ack] = (await once(socket, 'data')) as [Buffer];
    expect(ack).toEqual(ackFrame(1));
  });

  test('takes requests', async () => {
    const { receiver, ca } = await secured({ http: ANY });
    const { port } = receiver.addresses.http!;
    const status = await new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, ca }, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
  });

  test('removes what it made', async () => {
    const { caFile, close } = await startReceiver({ tcp: ANY, tls: {} });
    expect(existsSync(caFile!)).toBe(true);
    await close();
    expect(existsSync(dirname(caFile!))).toBe(false);
  });

  test.each(['tcp', 'beats', 'http'] as const)('sends away on %s who speaks no TLS', async (road) => {
    const { receiver, troubles } = await secured({ [road]: ANY });
    expect(await sendWindow(receiver.addresses[road]!.port, '{"n":1}\n{"n":2}\n{"n":3}\n')).toBe('in doubt');
    await until(() => troubles.length > 0);
    expect(troubles[0]).toMatch(new RegExp(`^${road}: no TLS with 127.0.0.1:\\d+: it does not speak TLS$`));
    await until(() => receiver.counts().open === 0);
    expect(receiver.counts()).toMatchObject({ received: 0, resets: 1 });
  });

  test('breaks off on purpose under TLS, too', async () => {
    for (const [fail, road] of [
      ['reset', 'tcp'],
      ['refuse:0.999', 'beats'],
    ] as const) {
      const { receiver, ca } = await secured({ [road]: ANY, faults: readFaults([fail], 1, [road]) });
      const socket = connect({ port: receiver.addresses[road]!.port, host: '127.0.0.1', ca } as ConnectionOptions);
      const failure = once(socket, 'error').then(([error]) => (error as NodeJS.ErrnoException).code, String);
      const code = new Promise((resolve) => socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code)));
      socket.end('{"n":1}\n');
      expect(await code).toBe('ECONNRESET');
      await failure;
      expect(Object.values(receiver.counts().faults)).toEqual([1]);
    }
  });
});

describe('a receiver with files', () => {
  /** Files of a certificate and its key. */
  async function files() {
    const folder = await tempFolder();
    const made = makeCertificate(['127.0.0.1'], Date.now());
    const [cert, key, ca] = [join(folder, 'cert.pem'), join(folder, 'key.pem'), join(folder, 'ca.pem')];
    await Promise.all([writeFile(cert, made.cert), writeFile(key, made.key), writeFile(ca, made.ca)]);
    return { folder, cert, key, ca, made };
  }

  test('shows what they hold', async () => {
    const { cert, key, made } = await files();
    const { receiver } = await secured({ tcp: ANY, tls: { cert, key } });
    expect(receiver.caFile).toBeUndefined();
    const socket = await dial(receiver.addresses.tcp!.port, { ca: made.ca });
    expect(socket.getPeerCertificate().subject.CN).toBe('logship receive');
  });

  test.each<[string, (all: Awaited<ReturnType<typeof files>>) => { cert: string; key: string }, string]>([
    ['is missing', ({ key }) => ({ cert: '/nothere.pem', key }), "/nothere.pem: can't be read"],
    ['is none', ({ key }) => ({ cert: key, key }), 'no certificate and its key in PEM'],
    ['belongs to another', ({ ca, key }) => ({ cert: ca, key }), 'no certificate and its key in PEM'],
  ])('does not start with one that %s', async (_name, choose, message) => {
    const failure = startReceiver({ tcp: ANY, tls: choose(await files()) });
    await expect(failure).rejects.toThrow(ReceiveError);
    await expect(failure).rejects.toThrow(message);
  });
});

describeWith(requireCertificates(), 'a receiver that asks for certificates', () => {
  test('takes who shows one of its authority, and nobody else', async () => {
    const folder = await tempFolder();
    const [clientCert, clientKey] = [join(folder, 'client.pem'), join(folder, 'client-key.pem')];
    const subject = ['-subj', '/CN=client', '-out', clientCert, '-keyout', clientKey];
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
    execFileSync('openssl', ['req', '-x509', ...ec, '-nodes', '-days', '2', ...subject], { stdio: 'ignore' });
    const [cert, key] = [await readFile(clientCert, 'utf8'), await readFile(clientKey, 'utf8')];
    const { receiver, troubles, ca } = await secured({ tcp: ANY, tls: { ca: clientCert } });
    const { port } = receiver.addresses.tcp!;
    const known = await dial(port, { ca, cert, key });
    const answer = ending(known.resume());
    known.end('{"n":1}\n');
    expect(await answer).toBe('confirmed');

    // Under TLS 1.3 a client hears of it only after it thinks that all is well.
    const stranger = connect({ port, host: '127.0.0.1', ca } as ConnectionOptions);
    stranger.on('error', () => undefined);
    stranger.write('{"n":2}\n');
    await new Promise((resolve) => stranger.once('close', resolve));
    await until(() => troubles.length > 0);
    expect(troubles[0]).toContain('it showed no certificate, and --tls-ca asks for one');
    expect(receiver.counts().received).toBe(1);
  });
});
