import type { Server, Socket } from 'node:net';

/** The connections that TLS runs over, by the sockets that are served. */
const carriers = new WeakMap<Socket, Socket>();

/**
 * Remembers what carries the connections of a TLS server. Call it before anything is served.
 * Returns what cuts the connections whose handshake is not done.
 */
export function rememberCarriers(server: Server): () => void {
  const open = new Map<string, Socket>();
  const name = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;
  server.on('connection', (carrier: Socket) => {
    const key = name(carrier);
    open.set(key, carrier);
    carrier.on('close', () => open.delete(key));
  });
  const pair = (socket: Socket) => {
    const carrier = open.get(name(socket));
    if (carrier) carriers.set(socket, carrier);
    open.delete(name(socket));
  };
  server.prependListener('secureConnection', pair);
  // A FIN would tell who does not speak TLS that everything was taken.
  server.prependListener('tlsClientError', (_error: Error, socket: Socket) => {
    pair(socket);
    carriers.get(socket)?.resetAndDestroy();
  });
  return () => {
    for (const carrier of open.values()) carrier.destroy();
  };
}

/** Breaks a connection off (RST), also one under TLS: the other side knows that not all was taken. */
export function reset(socket: Socket): void {
  (carriers.get(socket) ?? socket).resetAndDestroy();
}
