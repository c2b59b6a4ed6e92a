import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, isIPv6, type Server, type Socket as TcpSocket } from 'node:net';
import { ReceiveError } from './errors.js';
import { portOwner } from './port-owner.js';

/** A host and a port; port 0 lets the system choose. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** The ways to a receiver; a flag of the same name says the port. */
export const ROADS = ['tcp', 'udp', 'beats', 'http'] as const;

export type Road = (typeof ROADS)[number];

/** Starts a server. Resolves with where it listens; throws `ReceiveError`. */
export async function listenTcp(road: Exclude<Road, 'udp'>, server: Server, at: Endpoint): Promise<Endpoint> {
  try {
    server.listen(at.port, at.host);
    await once(server, 'listening');
  } catch (error) {
    throw await explain(road, at, error as NodeJS.ErrnoException);
  }
  return where(server.address() as AddressInfo);
}

/** Binds a socket. Resolves with where it listens; throws `ReceiveError`. */
export async function bindUdp(socket: Socket, at: Endpoint): Promise<Endpoint> {
  try {
    socket.bind(at.port, at.host);
    await once(socket, 'listening');
  } catch (error) {
    throw await explain('udp', at, error as NodeJS.ErrnoException);
  }
  return where(socket.address());
}

/** Who is at the other end, as `127.0.0.1:40000`. */
export function placeOf({ remoteAddress = 'somebody', remotePort }: TcpSocket): string {
  return show({ host: remoteAddress, port: remotePort ?? 0 });
}

/** `host:port`, as addresses write it. */
export function show({ host, port }: Endpoint): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

function where({ address, port }: AddressInfo): Endpoint {
  return { host: address, port };
}

async function explain(road: Road, at: Endpoint, error: NodeJS.ErrnoException): Promise<ReceiveError> {
  const place = `${road} ${show(at)}`;
  const otherPort = `Choose another port: logship receive --${road} <port> (0 lets the system choose)`;
  switch (error.code) {
    case 'EADDRINUSE': {
      const owner = (await portOwner(road === 'udp' ? 'udp' : 'tcp', at.port)) ?? 'another process';
      return new ReceiveError(`${place} is taken by ${owner}`, { cause: error, next: [otherPort] });
    }
    case 'EACCES':
      return new ReceiveError(`${place} needs rights that this user lacks`, { cause: error, next: [otherPort] });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ReceiveError(`${at.host} is no address of this machine`, {
        cause: error,
        next: ['Listen on an address of this machine: --listen 127.0.0.1, or --listen 0.0.0.0 for all of them'],
      });
    default:
      return new ReceiveError(`can't listen on ${place}: ${error.message}`, { cause: error, next: [otherPort] });
  }
}
