import { connect } from 'node:net';
import { type Peer, startPeer } from './peer.js';

/**
 * Starts a plain TCP relay to a port of this machine. Like most proxies it ends TCP, and answers for itself: its FIN
 * follows that of the sender at once, while what it has read may still wait for the way on. If the peer behind it dies
 * then, those bytes are lost and nobody hears of it.
 */
export function startRelay(upstreamPort: number): Promise<Peer> {
  return startPeer({}, (client) => {
    const upstream = connect({ port: upstreamPort, host: '127.0.0.1', allowHalfOpen: true });
    upstream.on('error', () => undefined);
    upstream.on('end', () => upstream.end());
    // While the sender still sends, it learns of a broken way; afterwards there is nobody to tell.
    upstream.on('close', () => client.destroy());
    upstream.on('data', (chunk: Buffer) => void client.write(chunk));
    return {
      data: (chunk) => void upstream.write(chunk),
      end() {
        client.end();
        upstream.end();
      },
      close() {
        if (!client.readableEnded) upstream.destroy();
      },
    };
  });
}
