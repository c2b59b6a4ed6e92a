import { readFile, writeFile } from 'node:fs/promises';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type PemFiles, readPemFiles } from '../../src/kit/pem.js';
import { ConfigError } from '../../src/model/errors.js';
import { describeWith } from '../servers/requirements.js';
import { type Authority, type IssuedCertificate, requireAuthority } from '../support/authority.js';
import { tempFolder } from '../support/temp-folder.js';

describeWith(requireAuthority(), 'files in PEM form', (makeAuthority) => {
  let authority: Authority;
  let ours: IssuedCertificate;
  let folder: string;
  beforeAll(async () => {
    authority = await makeAuthority();
    ours = await authority.issue();
  });
  afterAll(() => authority.remove());
  beforeEach(async () => {
    folder = await tempFolder();
  });

  const ca = (path: string) => ({ ca: { path, setting: 'X_CA' } });
  const pair = (cert: string, key: string) => ({
    cert: { path: cert, setting: 'X_CERT' },
    key: { path: key, setting: 'X_KEY' },
  });

  async function write(name: string, text: string | Uint8Array): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  }

  async function refusal(files: PemFiles): Promise<string> {
    const error: unknown = await readPemFiles(files).catch((failure: unknown) => failure);
    if (!(error instanceof ConfigError)) throw new Error('it was not refused', { cause: error });
    return error.message;
  }

  it('are read as they are', async () => {
    const bundle = await write('bundle.pem', `a comment\n${authority.cert}${ours.cert}`);
    const pem = await readPemFiles({ ...ca(bundle), ...pair(ours.certPath, ours.keyPath) });
    expect(pem).toEqual({ ca: await readFile(bundle, 'utf8'), cert: ours.cert, key: ours.key });
    expect(await readPemFiles({})).toEqual({});
  });

  it('are refused with file, setting and reason', async () => {
    const text = await write('text', 'no PEM');
    const damaged = await write('damaged', authority.cert.replace(/^M.{20}/m, 'M'));
    const second = await write('second', `${authority.cert}${authority.cert.replace(/^M.{20}/m, 'M')}`);
    expect(await refusal(ca(join(folder, 'nowhere')))).toBe(`${join(folder, 'nowhere')} (X_CA) does not exist`);
    expect(await refusal(ca(folder))).toBe(`${folder} (X_CA) can't be read (EISDIR)`);
    expect(await refusal(ca(text))).toBe(`${text} (X_CA) holds no certificate in PEM form`);
    expect(await refusal(ca(ours.keyPath))).toBe(`${ours.keyPath} (X_CA) holds a private key, and no certificate`);
    expect(await refusal(ca(damaged))).toContain('is damaged: certificate 1 of 1');
    expect(await refusal(ca(second))).toContain('is damaged: certificate 2 of 2');
    expect(await refusal(pair(ours.certPath, ours.certPath))).toContain('(X_KEY) holds no private key in PEM form');
    expect(await refusal(pair(ours.certPath, await write('cut', ours.key.slice(0, 80))))).toContain(
      "(X_KEY) is damaged: its key can't be understood",
    );
  });

  it('are refused where key and certificate do not belong together', async () => {
    const other = await authority.issue();
    expect(await refusal(pair(ours.certPath, other.keyPath))).toBe(
      `${other.keyPath} (X_KEY) does not belong to the certificate in ${ours.certPath}`,
    );
  });

  it.each(['pkcs8', 'pkcs1'] as const)('are refused where the key is encrypted (%s)', async (type) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const key = privateKey.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' });
    expect(await refusal(pair(ours.certPath, await write('key', key)))).toContain('is encrypted');
  });
});
