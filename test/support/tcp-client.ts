import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** How a peer ended a connection, as its client saw it. */
export type Ending =
  /** A FIN after ours: all was read. */
  | 'confirmed'
  /** A FIN before ours, or a reset. */
  | 'in doubt';

/** Connects to a port of this machine. */
export async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  return socket.resume();
}

/** Resolves when the connection is over. Ask before the peer can answer. */
export function ending(socket: Socket): Promise<Ending> {
  return new Promise((resolve) => {
    socket.once('error', () => resolve('in doubt'));
    socket.once('close', () => resolve('in doubt'));
    socket.once('end', () => {
      resolve(socket.writableFinished ? 'confirmed' : 'in doubt');
      socket.destroy();
    });
  });
}

/** Sends one window: connects, writes, half-closes, and waits for the answer. */
export async function sendWindow(port: number, content: string | Uint8Array): Promise<Ending> {
  const socket = await dial(port);
  const answer = ending(socket);
  socket.end(content);
  return answer;
}
