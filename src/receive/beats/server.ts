import type { Socket } from 'node:net';
import type { ReceiveContext, Way } from '../context.js';
import { WantedFault } from '../faults/faults.js';
import { placeOf } from '../listen.js';
import { BeatsConnection } from './connection.js';
import { reset } from '../reset.js';
import { socketServer } from '../tls/socket-server.js';
import { FrameError } from './frame-reader.js';

/** A connection on which nothing moves is closed after this time: a sender that lives makes a new one. */
const IDLE_MS = 5 * 60_000;

/**
 * Makes a server for lumberjack, version 2 (and 1), not listening yet. An ack says that all events of a window are
 * stored. A sender that sees the connection break before knows nothing, and sends its window again.
 */
export function createBeatsWay(context: ReceiveContext): Way {
  const open = new Set<Socket>();
  const server = socketServer({ keepAlive: true, noDelay: true }, context.tls, (socket) => {
    open.add(socket);
    void serve(socket, context).finally(() => open.delete(socket));
  });
  return {
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

async function serve(socket: Socket, context: ReceiveContext): Promise<void> {
  const { tally, onTrouble, faults } = context;
  const sender = placeOf(socket);
  tally.connections++;
  tally.open++;
  socket.on('close', () => tally.open--);
  // What is wrong with the socket ends the reading, and is seen there; afterwards it is of no interest.
  socket.on('error', () => undefined);
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  try {
    await new BeatsConnection(socket, context).run();
  } catch (error) {
    // It was closed from this side.
    if (socket.destroyed && !socket.errored) return;
    tally.resets++;
    if (socket.errored) return;
    const { message } = error as Error;
    if (error instanceof WantedFault) faults.done('reset');
    else if (error instanceof FrameError) onTrouble(`beats: ${sender} sent ${message}; the connection was closed`);
    else onTrouble(`${message}; the connection was reset, so that its sender sends again`);
    reset(socket);
  }
}
