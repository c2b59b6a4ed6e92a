import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Requirement } from '../servers/requirements.js';
import { runs } from '../servers/runs.js';
import type { Certificate } from './certificate.js';

const run = promisify(execFile);

/** A certificate and its key, as PEM texts and as files. */
export interface IssuedCertificate extends Certificate {
  readonly certPath: string;
  readonly keyPath: string;
}

export interface CertificateWishes {
  /** As openssl writes it: `IP:127.0.0.1` unless said otherwise, `DNS:logstash.example`. */
  readonly host?: string;
  /** Valid from yesterday until tomorrow, unless said otherwise. */
  readonly from?: Date;
  readonly until?: Date;
}

/** Signs certificates. Its own certificate is what has to be trusted. */
export interface Authority {
  readonly cert: string;
  readonly certPath: string;
  issue(wishes?: CertificateWishes): Promise<IssuedCertificate>;
  /** Removes its files, and those of all that it has signed. */
  remove(): Promise<void>;
}

const DAY = 24 * 3600 * 1000;
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** What makes authorities. */
export function requireAuthority(): Requirement<() => Promise<Authority>> {
  return runs('openssl', 'version') ? { found: makeAuthority } : { missing: 'needs openssl in the PATH' };
}

async function makeAuthority(): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), 'logship-authority-'));
  const [certPath, keyPath] = [join(folder, 'ca.pem'), join(folder, 'ca-key.pem')];
  await run('openssl', [
    'req',
    '-x509',
    ...KEY,
    '-days',
    '2',
    '-subj',
    '/CN=logship-test-ca',
    '-out',
    certPath,
    '-keyout',
    keyPath,
  ]);
  let issued = 0;
  return {
    cert: await readFile(certPath, 'utf8'),
    certPath,
    issue: (wishes) => issue(join(folder, String(++issued)), { certPath, keyPath }, wishes),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function issue(
  folder: string,
  authority: { certPath: string; keyPath: string },
  {
    host = 'IP:127.0.0.1',
    from = new Date(Date.now() - DAY),
    until = new Date(Date.now() + DAY),
  }: CertificateWishes = {},
): Promise<IssuedCertificate> {
  await mkdir(folder);
  const path = (name: string) => join(folder, name);
  const [certPath, keyPath] = [path('cert.pem'), path('key.pem')];
  await Promise.all([
    run('openssl', ['req', ...KEY, '-subj', '/CN=logship-test', '-out', path('request.pem'), '-keyout', keyPath]),
    writeFile(path('index'), ''),
    writeFile(path('index.attr'), ''),
    writeFile(
      path('ca.cnf'),
      [
        '[ca]\ndefault_ca = signing',
        `[signing]\nnew_certs_dir = ${folder}\ndatabase = ${path('index')}\nrand_serial = yes\ndefault_md = sha256`,
        'policy = any\nx509_extensions = extensions',
        '[any]\ncommonName = supplied',
        `[extensions]\nsubjectAltName = ${host}\nbasicConstraints = CA:FALSE\n`,
      ].join('\n'),
    ),
  ]);
  const signing = ['ca', '-batch', '-notext', '-config', path('ca.cnf'), '-in', path('request.pem'), '-out', certPath];
  const signer = ['-cert', authority.certPath, '-keyfile', authority.keyPath];
  const validity = ['-startdate', asn1Time(from), '-enddate', asn1Time(until)];
  await run('openssl', [...signing, ...signer, ...validity]);
  return { cert: await readFile(certPath, 'utf8'), key: await readFile(keyPath, 'utf8'), certPath, keyPath };
}

/** `20260731120000Z` */
function asn1Time(time: Date): string {
  return `${time.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
}
