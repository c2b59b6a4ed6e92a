import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../kit/clock.js';

/** What a datagram of UDP over IPv4 can hold: 65,535 bytes without the two headers (RFC 768, RFC 791). */
export const LARGEST_DATAGRAM = 65_507;
/** Milliseconds until a system that had no memory for a datagram is asked again. */
const BREATH = 10;

/** The part of a connected `dgram.Socket` that is needed to send. */
export interface DatagramSocket {
  send(datagram: Uint8Array, then: (error: Error | null) => void): void;
}

/** Why datagrams could not be sent, by their number in the list. */
export type Unsent = ReadonlyMap<number, NodeJS.ErrnoException>;

/**
 * Sends datagrams at once and in order, and lets the peer take a breath. What finds no room in the system's buffers is
 * sent again, behind the others.
 */
export async function sendBurst(
  socket: DatagramSocket,
  datagrams: readonly Uint8Array[],
  clock: Clock,
  signal: AbortSignal,
): Promise<Unsent> {
  const unsent = new Map<number, NodeJS.ErrnoException>();
  let waiting = datagrams.map((_, index) => index);
  while (waiting.length > 0) {
    const faults = await Promise.all(waiting.map((index) => send(socket, datagrams[index]!)));
    const full: number[] = [];
    faults.forEach((fault, place) => {
      if (fault?.code === 'ENOBUFS' || fault?.code === 'EAGAIN') full.push(waiting[place]!);
      else if (fault) unsent.set(waiting[place]!, fault);
    });
    waiting = full;
    if (full.length > 0) await clock.sleep(BREATH, signal);
  }
  await nextTurn();
  return unsent;
}

function send(socket: DatagramSocket, datagram: Uint8Array): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => socket.send(datagram, resolve));
}
