import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, type TlsOptions } from 'node:tls';
import type { Clock } from '../../kit/clock.js';
import { ReceiveError } from '../errors.js';
import { makeCertificate } from './certificate.js';

/** Which certificate a receiver shows, and which it wants to see. Paths of files in PEM. */
export interface TlsFiles {
  /** Both or neither: without them a certificate is made. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The authority whose certificates clients have to show. */
  readonly ca?: string | undefined;
}

/** What the servers of a receiver need to speak TLS. */
export interface ServerTls {
  readonly options: TlsOptions;
  /** The file that clients have to trust, where the certificate was made. */
  readonly caFile: string | undefined;
  /** Removes what was made. */
  close(): Promise<void>;
}

/** Time for a handshake: who needs more has not come to speak TLS. */
const HANDSHAKE_MS = 10_000;
const LOCAL = ['localhost', '127.0.0.1', '::1'];

/**
 * Reads the certificates, or makes one for these hosts and this machine. Throws `ReceiveError`.
 * @param hosts on which the receiver listens.
 */
export async function openTls(files: TlsFiles, hosts: readonly string[], clock: Clock): Promise<ServerTls> {
  const { cert: certFile, key: keyFile, ca: caFile } = files;
  const clients = caFile === undefined ? {} : { ca: await read(caFile), requestCert: true, rejectUnauthorized: true };
  const common = { minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_MS, ...clients } as const;
  if (certFile === undefined || keyFile === undefined) {
    const made = makeCertificate([...new Set([...LOCAL, ...hosts])], clock.now());
    const folder = await mkdtemp(join(tmpdir(), 'logship-receive-'));
    const path = join(folder, 'ca.pem');
    await writeFile(path, made.ca);
    const { cert, key } = made;
    return {
      options: { ...common, cert, key },
      caFile: path,
      close: () => rm(folder, { recursive: true, force: true }),
    };
  }
  const [cert, key] = [await read(certFile), await read(keyFile)];
  check(`${certFile} and ${keyFile}`, { cert, key });
  if (clients.ca !== undefined) check(caFile!, { ca: clients.ca });
  return { options: { ...common, cert, key }, caFile: undefined, close: () => Promise.resolve() };
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new ReceiveError(`${path}: can't be read: ${(error as Error).message}`, {
      cause: error,
      next: ['Name files in PEM; with --tls alone a certificate is made.'],
    });
  }
}

/** Says now what would otherwise be said at the first connection. */
function check(what: string, options: { cert?: string; key?: string; ca?: string }): void {
  try {
    createSecureContext(options);
  } catch (error) {
    throw new ReceiveError(`${what}: no certificate and its key in PEM: ${(error as Error).message}`, {
      cause: error,
      next: ['Name the certificate by --tls-cert and its own key, without a password, by --tls-key.'],
    });
  }
}
