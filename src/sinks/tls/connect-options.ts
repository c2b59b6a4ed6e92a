import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { OLDEST_VERSION, type TlsOptions } from './options.js';

/** What `tls.connect` takes, and whatever hands its options on to it. */
export interface TlsConnectOptions {
  readonly minVersion: typeof OLDEST_VERSION;
  readonly rejectUnauthorized: boolean;
  readonly servername: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  checkServerIdentity(host: string, certificate: PeerCertificate): Error | undefined;
}

/** The options for a connection to `host`. */
export function tlsConnectOptions(options: TlsOptions, host: string): TlsConnectOptions {
  const { ca, cert, key, insecure = false } = options;
  const identity = options.serverName ?? host;
  return {
    minVersion: OLDEST_VERSION,
    rejectUnauthorized: !insecure,
    // An address is no name to ask for (RFC 6066, section 3), but a certificate may hold it.
    servername: isIP(identity) ? '' : identity,
    checkServerIdentity: (_host, certificate) => checkServerIdentity(identity, certificate),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}
