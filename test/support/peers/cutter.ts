import { connect, type Socket } from 'node:net';
import { type Peer, startPeer } from './peer.js';

/** A way to a peer that can be cut. */
export interface Cutter extends Peer {
  /** Resets every connection that is open now. @returns how many. */
  cut(): number;
}

/**
 * Starts a way to a port of this machine that answers for nobody: it ends a connection towards one side only when the
 * other side has ended it, so that a FIN says what it says without the way. What is on it when it is cut is lost.
 */
export async function startCutter(upstreamPort: number): Promise<Cutter> {
  const open = new Map<Socket, Socket>();
  const peer = await startPeer({}, (client) => {
    const upstream = connect({ port: upstreamPort, host: '127.0.0.1', allowHalfOpen: true });
    open.set(client, upstream);
    const reset = () => {
      if (!client.destroyed) client.resetAndDestroy();
    };
    upstream.on('error', reset);
    upstream.on('data', (chunk) => void client.write(chunk));
    upstream.on('end', () => client.end());
    upstream.on('drain', () => client.resume());
    return {
      data(chunk) {
        if (!upstream.write(chunk)) client.pause();
      },
      end: () => upstream.end(),
      close() {
        open.delete(client);
        upstream.destroy();
      },
    };
  });
  return Object.assign(peer, {
    cut() {
      const pairs = [...open];
      for (const [client, upstream] of pairs) {
        client.resetAndDestroy();
        upstream.resetAndDestroy();
      }
      return pairs.length;
    },
  });
}
