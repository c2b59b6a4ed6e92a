import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Requirement } from '../servers/requirements.js';
import { runs } from '../servers/runs.js';
import { tempFolder } from './temp-folder.js';

/** PEM texts of a certificate for 127.0.0.1 that nobody but itself vouches for. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** What makes certificates. */
export function requireCertificates(): Requirement<() => Promise<Certificate>> {
  return runs('openssl', 'version') ? { found: makeCertificate } : { missing: 'needs openssl in the PATH' };
}

async function makeCertificate(): Promise<Certificate> {
  const folder = await tempFolder();
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const subject = ['-subj', '/CN=logship-test', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', [...request, ...subject, '-out', cert, '-keyout', key], { stdio: 'ignore' });
  return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
}
