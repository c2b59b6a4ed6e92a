import { type Peer, startPeer } from './peer.js';

/** A peer that reads everything, and keeps it. */
export interface CollectingPeer extends Peer {
  /** The events so far, in the order of their arrival. */
  readonly events: readonly Record<string, unknown>[];
  /** Their lines as they came, without line ends. A line that has not come to its end is not among them. */
  readonly lines: readonly string[];
}

/** Starts a peer that reads everything, and answers a FIN with its own. */
export async function startCollectingPeer(): Promise<CollectingPeer> {
  const pieces: Buffer[][] = [];
  const peer = await startPeer({}, (socket) => {
    const own: Buffer[] = [];
    pieces.push(own);
    return { data: (chunk) => void own.push(chunk), end: () => socket.end() };
  });
  const wholeLines = (own: Buffer[]) => Buffer.concat(own).toString().split('\n').slice(0, -1);
  const lines = () => pieces.flatMap(wholeLines).filter((line) => line !== '');
  return Object.defineProperties(peer as CollectingPeer, {
    lines: { get: lines },
    events: { get: () => lines().map((line) => JSON.parse(line) as Record<string, unknown>) },
  });
}
