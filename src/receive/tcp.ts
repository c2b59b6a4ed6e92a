import type { Socket } from 'node:net';
import type { ReceiveContext, Way } from './context.js';
import { LineCutter } from './lines.js';
import { reset } from './reset.js';
import { socketServer } from './tls/socket-server.js';

/** How a client begins that speaks TLS: a record of a handshake, of any version (RFC 8446, 5.1). No line begins so. */
const TLS_HANDSHAKE = Buffer.from([0x16, 0x03]);

/** Where a connection is broken off on purpose: within this much of it. */
const BREAK_WITHIN_BYTES = 64 * 1024;

/**
 * Makes a server, not listening yet. Its FIN is an answer: it follows the sender's own FIN, and says that everything
 * was read and is stored. A sender that sees a reset, or a FIN before its own, knows nothing and sends again.
 */
export function createTcpWay(context: ReceiveContext): Way {
  const sending = new Set<Socket>();
  const options = { allowHalfOpen: true, keepAlive: true, noDelay: true };
  const server = socketServer(options, context.tls, (socket) => {
    sending.add(socket);
    serve(socket, context, () => sending.delete(socket));
  });
  return {
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sending) socket.destroy();
      }),
  };
}

/** Takes what one connection sends. `onDone` is called once the sender sends no more. */
function serve(socket: Socket, context: ReceiveContext, onDone: () => void): void {
  const { intake, store, tally, held, maxLineBytes, onTrouble, clock, faults } = context;
  const cutter = new LineCutter();
  const share = held.share();
  const touched = new Set<string>();
  tally.connections++;
  tally.open++;

  const refuse = (message: string) => {
    if (socket.destroyed) return;
    onTrouble(`${message}; the connection was reset, so that its sender sends again`);
    tally.resets++;
    reset(socket);
  };
  const refuseFor = (error: unknown) => refuse((error as Error).message);

  const confirm = async () => {
    const last = cutter.finish();
    if (last) intake.take(last, touched);
    await store.settle(touched);
    socket.end();
  };

  let isFirst = true;
  const take = (chunk: Buffer) => {
    const speaksTls = isFirst && !context.tls && chunk.subarray(0, TLS_HANDSHAKE.length).equals(TLS_HANDSHAKE);
    isFirst = false;
    if (speaksTls) return refuse('a client spoke TLS, and here is none (logship receive --tls)');
    try {
      for (const block of cutter.push(chunk)) intake.take(block, touched);
    } catch (error) {
      refuseFor(error);
      return;
    }
    if (cutter.held > maxLineBytes) refuse(`a line of more than ${maxLineBytes} bytes came in`);
    else if (!share.set(cutter.held, cutter.pieces)) refuse('a line found no room beside those of other connections');
    else if (store.full) {
      socket.pause();
      store.room().then(() => socket.resume(), refuseFor);
    }
  };
  const end = () => {
    onDone();
    confirm().catch(refuseFor);
  };

  const breaksAt = faults.breaksAt();
  let untilBreak = breaksAt === undefined ? Infinity : 1 + Math.floor(breaksAt * BREAK_WITHIN_BYTES);
  const breakOff = () => {
    faults.done('reset');
    tally.resets++;
    reset(socket);
  };
  const delay = faults.delay();
  if (delay > 0) {
    faults.done('slow');
    socket.pause();
    clock.after(delay, () => socket.resume());
  }

  socket.on('data', (chunk: Buffer) => {
    if (socket.destroyed) return;
    take(chunk.subarray(0, untilBreak));
    untilBreak -= chunk.length;
    if (untilBreak <= 0) breakOff();
  });
  socket.on('end', () => {
    if (untilBreak !== Infinity) breakOff();
    else if (delay > 0) clock.after(delay, end);
    else end();
  });
  // Whole lines that came before the reset are stored already; the rest belongs to a window that is sent again.
  socket.on('error', () => tally.resets++);
  socket.on('close', () => {
    onDone();
    share.release();
    tally.open--;
  });
}
