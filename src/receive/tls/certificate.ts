import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP, isIPv6 } from 'node:net';
import { bits, element, integer, octets, oid, sequence, set, tagged, time, utf8, yes } from './der.js';

/** Object identifiers of RFC 5280 and RFC 5758. */
const OID = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectAltName: '2.5.29.17',
  subjectKeyId: '2.5.29.14',
  authorityKeyId: '2.5.29.35',
  serverAuth: '1.3.6.1.5.5.7.3.1',
};

const DAY_MS = 24 * 60 * 60_000;
const VALID_DAYS = 365;
const SERIAL_BYTES = 16;
/** Choices of a general name (RFC 5280, 4.2.1.6): a name of DNS, an address. */
const [DNS_NAME, IP_ADDRESS] = [0x82, 0x87];
/** In what says which key has signed (4.2.1.1). */
const KEY_ID = 0x80;

/** PEM texts: what a server shows, its key, and the authority that a client has to trust. */
export interface MadeCertificate {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

interface Subject {
  readonly name: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Uint8Array[];
}

/**
 * Makes an authority and a certificate for these hosts that it has signed. Nobody keeps the key of the authority, so that
 * it never signs another one.
 * @param now milliseconds since 1970.
 */
export function makeCertificate(hosts: readonly string[], now: number): MadeCertificate {
  const authority = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const server = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const issuer = `logship receive ${randomBytes(4).toString('hex')}`;
  const authorityId = keyId(authority.publicKey);
  const ca = certificate(now, issuer, authority.privateKey, {
    name: issuer,
    publicKey: authority.publicKey,
    // The authority signs certificates, and none that sign others. Bits are counted from the left: 5 is keyCertSign.
    extensions: [
      extension(OID.basicConstraints, sequence(yes(), integer(Buffer.of(0))), true),
      extension(OID.keyUsage, bits(Buffer.of(0b0000_0100), 2), true),
      extension(OID.subjectKeyId, octets(authorityId)),
    ],
  });
  const cert = certificate(now, issuer, authority.privateKey, {
    name: 'logship receive',
    publicKey: server.publicKey,
    extensions: [
      extension(OID.basicConstraints, sequence(), true),
      extension(OID.keyUsage, bits(Buffer.of(0b1000_0000), 7), true),
      extension(OID.extendedKeyUsage, sequence(oid(OID.serverAuth))),
      extension(OID.subjectKeyId, octets(keyId(server.publicKey))),
      extension(OID.authorityKeyId, sequence(element(KEY_ID, authorityId))),
      extension(OID.subjectAltName, sequence(...hosts.map(generalName))),
    ],
  });
  const key = server.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  return { cert: pem(cert), key, ca: pem(ca) };
}

/** A certificate of version 3 (RFC 5280, 4.1). */
function certificate(now: number, issuer: string, issuerKey: KeyObject, subject: Subject): Buffer {
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const content = sequence(
    tagged(0, integer(Buffer.of(2))),
    integer(randomBytes(SERIAL_BYTES)),
    algorithm,
    nameOf(issuer),
    // Clocks differ: it counts as valid from yesterday on.
    sequence(time(now - DAY_MS), time(now + VALID_DAYS * DAY_MS)),
    nameOf(subject.name),
    subject.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...subject.extensions)),
  );
  return sequence(content, algorithm, bits(sign('sha256', content, issuerKey)));
}

/** Any hash of the key will do. */
function keyId(key: KeyObject): Buffer {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(oid(OID.commonName), utf8(commonName))));
}

function extension(id: string, value: Uint8Array, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [yes()] : []), octets(value));
}

function generalName(host: string): Buffer {
  return isIP(host) ? element(IP_ADDRESS, addressBytes(host)) : element(DNS_NAME, Buffer.from(host));
}

function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number));
  // The URL parser writes an address in its shortest form, without an IPv4 part.
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (part: string) => part.split(':').filter((group) => group !== '');
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return Buffer.from([...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
