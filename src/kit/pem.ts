import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConfigError } from '../model/errors.js';

/** A file in PEM form, and the setting that names it. */
export interface PemFile {
  readonly path: string;
  readonly setting: string;
}

export interface PemFiles {
  /** Authorities to trust, one or many. */
  readonly ca?: PemFile | undefined;
  /** A certificate with those that vouch for it behind it, and its private key. Both or neither. */
  readonly cert?: PemFile | undefined;
  readonly key?: PemFile | undefined;
}

/** The texts of such files. */
export type Pem = { readonly [K in keyof PemFiles]: string };

const CERTIFICATE = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^]+?-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/;
const ENCRYPTED = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;

/** Reads certificates and a key. Throws `ConfigError`, which names the file, its setting, and what is wrong with it. */
export async function readPemFiles({ ca, cert, key }: PemFiles): Promise<Pem> {
  const pem: { -readonly [K in keyof Pem]: string } = {};
  if (ca) certificatesIn(ca, (pem.ca = await read(ca)));
  if (cert && key) {
    const [first] = certificatesIn(cert, (pem.cert = await read(cert)));
    const secret = privateKeyIn(key, (pem.key = await read(key)));
    if (!first!.checkPrivateKey(secret)) {
      throw fault(key, `does not belong to the certificate in ${cert.path}`, [
        `Set ${cert.setting} and ${key.setting} to two files that were made together; the certificate itself must be the first in its file.`,
      ]);
    }
  }
  return pem;
}

async function read(file: PemFile): Promise<string> {
  try {
    return await readFile(file.path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'does not exist' : `can't be read (${code})`;
    throw fault(
      file,
      what,
      [`Correct ${file.setting}, or the permissions of the file; it must be in PEM form.`],
      cause,
    );
  }
}

function certificatesIn(file: PemFile, text: string): X509Certificate[] {
  const blocks = text.match(CERTIFICATE);
  if (!blocks) {
    const what = PRIVATE_KEY.test(text)
      ? 'holds a private key, and no certificate'
      : 'holds no certificate in PEM form';
    throw fault(file, what, [
      'A certificate begins with -----BEGIN CERTIFICATE-----.',
      `From DER: openssl x509 -inform der -in FILE -out FILE.pem`,
    ]);
  }
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch (cause) {
      throw fault(file, `is damaged: certificate ${index + 1} of ${blocks.length} can't be understood`, [], cause);
    }
  });
}

function privateKeyIn(file: PemFile, text: string): KeyObject {
  if (ENCRYPTED.test(text)) {
    throw fault(file, 'is encrypted, and there is nobody to ask for its passphrase', [
      'Store it decrypted, readable by its user alone: openssl pkey -in FILE -out FILE.open',
    ]);
  }
  if (!PRIVATE_KEY.test(text)) {
    throw fault(file, 'holds no private key in PEM form', ['A key begins with -----BEGIN PRIVATE KEY-----.']);
  }
  try {
    return createPrivateKey(text);
  } catch (cause) {
    throw fault(file, "is damaged: its key can't be understood", [], cause);
  }
}

function fault({ path, setting }: PemFile, what: string, next: readonly string[], cause?: unknown): ConfigError {
  return new ConfigError(`${path} (${setting}) ${what}`, { next, cause });
}
