import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { ReceiveContext } from './context.js';
import { LineCutter } from './lines.js';

/** A burst of datagrams waits here while events are written. The system may allow less. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** A socket that takes an event a datagram, and can be stopped. */
export interface UdpIntake {
  readonly socket: Socket;
  /** Takes no more datagrams. */
  close(): Promise<void>;
}

/** Makes a socket, not bound yet. There is no way to slow a sender of datagrams down: what finds no room is counted. */
export function createUdpIntake(host: string, context: ReceiveContext): UdpIntake {
  const { intake, store, tally, onTrouble, faults } = context;
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
  let trouble = '';
  socket.on('message', (datagram) => {
    if (faults.refuses()) {
      faults.done('refuse');
      return;
    }
    if (store.full) {
      tally.dropped++;
      return;
    }
    const cutter = new LineCutter();
    const whole = cutter.push(datagram);
    const last = cutter.finish();
    try {
      for (const block of last ? [...whole, last] : whole) intake.take(block);
      trouble = '';
    } catch (error) {
      tally.dropped++;
      const { message } = error as Error;
      // Thousands of datagrams a second may meet the same full disk: it is said once.
      if (message !== trouble) onTrouble(`${message}; datagrams are dropped`);
      trouble = message;
    }
  });
  return {
    socket,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
