import { closeSync, openSync, writeSync } from 'node:fs';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';

/** A TCP peer within the process of the test. */
export interface Peer {
  readonly port: number;
  /** Connections so far. */
  readonly connections: number;
  /** Connections of these whose sender has half-closed, and was read to the end. */
  readonly ended: number;
  /** Bytes read so far, of all connections. */
  readonly bytes: number;
  /** Cuts all connections and stops listening. */
  close(): Promise<void>;
}

/** Where a peer may write what it reads: one file a connection in this folder. */
export interface PeerOptions {
  readonly folder?: string | undefined;
}

/** What a peer does with one connection. */
export interface Conduct {
  /** Called with what was read, after it was counted and written down. */
  data?(chunk: Buffer): void;
  /** Called at the FIN of the sender, after all data. */
  end?(): void;
  /** Called when the connection is gone. */
  close?(): void;
}

/** Starts a peer on loopback, on a port that the system chooses. `meet` decides what each connection sees. */
export async function startPeer({ folder }: PeerOptions, meet: (socket: Socket) => Conduct): Promise<Peer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let ended = 0;
  let bytes = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const name = `connection-${String(++connections).padStart(6, '0')}`;
    const file = folder === undefined ? undefined : openSync(join(folder, name), 'a');
    sockets.add(socket);
    const conduct = meet(socket);
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (file !== undefined) writeSync(file, chunk);
      conduct.data?.(chunk);
    });
    socket.on('end', () => {
      ended++;
      conduct.end?.();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      if (file !== undefined) closeSync(file);
      conduct.close?.();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    get ended() {
      return ended;
    },
    get bytes() {
      return bytes;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
