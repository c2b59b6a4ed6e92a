/** Where a peer is, and how long it may take to reach it. */
export interface Peer {
  readonly protocol: 'tcp' | 'udp' | 'beats';
  readonly host: string;
  readonly port: number;
  /** Milliseconds for name and connection together. */
  readonly timeout: number;
}

/** The peer as a URL. */
export function targetOf({ protocol, host, port }: Peer): string {
  return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
