import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { ReceiveError } from './errors.js';
import { portOwner } from './port-owner.js';

/** A host and a port; port 0 lets the system choose. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Starts a server. Resolves with where it listens; throws `ReceiveError`. */
export async function listenTcp(server: Server, at: Endpoint): Promise<Endpoint> {
  try {
    server.listen(at.port, at.host);
    await once(server, 'listening');
  } catch (error) {
    throw await explain('tcp', at, error as NodeJS.ErrnoException);
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

function where({ address, port }: AddressInfo): Endpoint {
  return { host: address, port };
}

async function explain(protocol: 'tcp' | 'udp', at: Endpoint, error: NodeJS.ErrnoException): Promise<ReceiveError> {
  const place = `${protocol} ${at.host}:${at.port}`;
  const otherPort = `Choose another port: logship receive --${protocol} <port> (0 lets the system choose)`;
  switch (error.code) {
    case 'EADDRINUSE': {
      const owner = (await portOwner(protocol, at.port)) ?? 'another process';
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
