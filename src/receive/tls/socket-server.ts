import { createServer, type Server, type ServerOpts, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** A server of plain sockets, or of sockets under TLS, which are served alike. */
export function socketServer(
  options: ServerOpts,
  tls: TlsOptions | undefined,
  serve: (socket: Socket) => void,
): Server {
  if (!tls) return createServer(options, serve);
  const server = createTlsServer({ ...options, ...tls });
  return server.on('secureConnection', serve);
}
