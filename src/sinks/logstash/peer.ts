import type { TlsDialer } from '../tls/dialer.js';

/** Where a peer is, and how long it may take to reach it. */
export interface Peer {
  readonly protocol: 'tcp' | 'udp' | 'beats';
  readonly host: string;
  readonly port: number;
  /** Milliseconds for name and connection together. */
  readonly timeout: number;
  /** Present where TLS is spoken: tcp and beats. */
  readonly tls?: TlsDialer | undefined;
}

const SECURED = { tcp: 'tls', beats: 'beats+tls', udp: 'udp' };

/** The peer as a URL. */
export function targetOf({ protocol, host, port, tls }: Peer): string {
  const scheme = tls ? SECURED[protocol] : protocol;
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
