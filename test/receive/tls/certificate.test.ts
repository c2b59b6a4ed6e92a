import { X509Certificate } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, type ConnectionOptions, createServer } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeCertificate } from '../../../src/receive/tls/certificate.js';
import { describeWith } from '../../servers/requirements.js';
import { requireCertificates } from '../../support/certificate.js';
import { tempFolder } from '../../support/temp-folder.js';

const HOSTS = ['localhost', '127.0.0.1', '::1', '2001:db8::10:0:1', 'fe80::'];

test('a certificate that was made says what it is for', () => {
  const now = Date.now();
  const made = makeCertificate(HOSTS, now);
  const [cert, ca] = [new X509Certificate(made.cert), new X509Certificate(made.ca)];
  expect([cert.ca, ca.ca]).toEqual([false, true]);
  expect(cert.verify(ca.publicKey)).toBe(true);
  expect(cert.checkIssued(ca)).toBe(true);
  expect(ca.verify(ca.publicKey)).toBe(true);
  expect(Date.parse(cert.validFrom)).toBeLessThan(now);
  expect(Date.parse(cert.validTo)).toBeGreaterThan(now + 300 * 24 * 3_600_000);
  expect(cert.checkHost('localhost')).toBe('localhost');
  for (const address of HOSTS.slice(1)) expect(cert.checkIP(address)).toBe(address);
  expect(cert.checkIP('127.0.0.2')).toBeUndefined();
  expect(cert.serialNumber).not.toBe(new X509Certificate(makeCertificate(HOSTS, now).cert).serialNumber);
});

describe('Node', () => {
  const made = makeCertificate(['localhost'], Date.now());

  /** What a client says that dials with these options. */
  async function dial(options: ConnectionOptions): Promise<string> {
    const { cert, key } = made;
    const server = createServer({ cert, key }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', ...options });
    onTestFinished(() => void socket.destroy());
    return new Promise((resolve) => {
      socket.on('secureConnect', () => resolve('welcome'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  }

  test('trusts it by its authority, and for its hosts', async () => {
    const { ca } = made;
    expect(await dial({ servername: 'localhost', ca })).toBe('welcome');
    expect(await dial({ servername: 'other', ca })).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await dial({ servername: 'localhost', ca: makeCertificate([], Date.now()).ca })).toBe(
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    );
  });
});

describeWith(requireCertificates(), 'openssl', () => {
  test('finds nothing wrong with it, however strict', async () => {
    const folder = await tempFolder();
    const made = makeCertificate(HOSTS, Date.now());
    const [cert, ca] = [join(folder, 'cert.pem'), join(folder, 'ca.pem')];
    await writeFile(cert, made.cert);
    await writeFile(ca, made.ca);
    const verify = ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_ip', '::1', '-CAfile', ca, cert];
    expect(execFileSync('openssl', verify).toString()).toBe(`${cert}: OK\n`);
  });
});
