import type { Socket } from 'node:net';
import type { Clock } from '../../kit/clock.js';
import type { RoadFaults } from './faults.js';

/** Waits so many milliseconds on purpose. Rejects when the other side goes away meanwhile. */
export async function beLate(delay: number, socket: Socket, clock: Clock, faults: RoadFaults): Promise<void> {
  if (delay === 0) return;
  faults.done('slow');
  const gone = new AbortController();
  const leave = () => gone.abort();
  if (socket.destroyed) leave();
  socket.once('close', leave);
  try {
    await clock.sleep(delay, gone.signal);
  } finally {
    socket.off('close', leave);
  }
}
