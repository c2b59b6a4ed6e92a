import type { Socket } from 'node:net';

/** Breaks a connection off (RST): the other side knows that not all was taken. */
export function reset(socket: Socket): void {
  socket.resetAndDestroy();
}
