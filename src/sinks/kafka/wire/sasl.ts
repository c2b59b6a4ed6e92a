import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** How to sign in. */
export type SaslMechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512';

export interface SaslOptions {
  readonly mechanism: SaslMechanism;
  readonly username: string;
  readonly password: string;
}

/** Sends a token, and resolves with the broker's. Throws where it was refused. */
export type Exchange = (token: Buffer) => Promise<Buffer>;

/** The broker is not who it says it is, or does not keep to the mechanism. */
export class SaslFault extends Error {}

/** A broker may not ask for more rounds than this of us: each is work. */
const MOST_ITERATIONS = 1_000_000;

/** Goes through the steps of the mechanism. Throws `SaslFault`, and what `exchange` throws. */
export async function signIn({ mechanism, username, password }: SaslOptions, exchange: Exchange): Promise<void> {
  if (mechanism === 'plain') await exchange(Buffer.from(`\0${username}\0${password}`));
  else await scram(mechanism === 'scram-sha-256' ? 'sha256' : 'sha512', { username, password }, exchange);
}

/** SCRAM, RFC 5802: both sides prove that they know the password, and neither says it. */
async function scram(
  hash: 'sha256' | 'sha512',
  { username, password }: { username: string; password: string },
  exchange: Exchange,
): Promise<void> {
  const name = username.replaceAll('=', '=3D').replaceAll(',', '=2C');
  const nonce = randomBytes(24).toString('base64');
  const first = `n=${name},r=${nonce}`;
  const challenge = (await exchange(Buffer.from(`n,,${first}`))).toString();
  const { r = '', s = '', i = '' } = attributesOf(challenge);
  const iterations = Number(i);
  if (!r.startsWith(nonce) || s === '' || !(iterations > 0 && iterations <= MOST_ITERATIONS)) {
    throw new SaslFault("the challenge of the broker can't be used");
  }
  const length = hash === 'sha256' ? 32 : 64;
  const salted = await promisify(pbkdf2)(
    password.normalize('NFKC'),
    Buffer.from(s, 'base64'),
    iterations,
    length,
    hash,
  );
  const hmac = (key: Buffer, text: string) => createHmac(hash, key).update(text).digest();
  const clientKey = hmac(salted, 'Client Key');
  const storedKey = createHash(hash).update(clientKey).digest();
  const last = `c=biws,r=${r}`;
  const signed = `${first},${challenge},${last}`;
  const signature = hmac(storedKey, signed);
  const proof = clientKey.map((byte, index) => byte ^ signature[index]!);
  const { v = '' } = attributesOf(
    (await exchange(Buffer.from(`${last},p=${Buffer.from(proof).toString('base64')}`))).toString(),
  );
  const wanted = hmac(hmac(salted, 'Server Key'), signed);
  const given = Buffer.from(v, 'base64');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new SaslFault('the broker does not know the password either');
  }
}

/** `a=1,b=2`; a value may hold `=`. */
function attributesOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
}
