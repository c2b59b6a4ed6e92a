import { type Peer, type PeerOptions, startPeer } from './peer.js';

/** When a connection is reset. Without a reason to, the peer reads all and answers a FIN with its own. */
export interface ResettingOptions extends PeerOptions {
  /** After this many bytes of a connection. */
  readonly after?: number;
  /** As soon as a connection has sent this text. */
  readonly poison?: string;
  /** How many connections are reset at most; default: any number. */
  readonly times?: number;
}

/** A peer that resets connections. */
export interface ResettingPeer extends Peer {
  /** Connections that were reset so far. */
  readonly resets: number;
}

/** Starts a peer that resets connections after some bytes, or when it sees what it can't bear. */
export async function startResettingPeer(options: ResettingOptions): Promise<ResettingPeer> {
  const { after = Infinity, times = Infinity } = options;
  const poison = options.poison === undefined ? undefined : Buffer.from(options.poison);
  let resets = 0;
  const peer = await startPeer(options, (socket) => {
    let read = 0;
    // The poison may lie across the border of two chunks.
    let tail = Buffer.alloc(0);
    const poisoned = (chunk: Buffer) => {
      if (!poison) return false;
      const seen = Buffer.concat([tail, chunk]);
      tail = seen.subarray(Math.max(0, seen.length - poison.length + 1));
      return seen.includes(poison);
    };
    return {
      data(chunk) {
        read += chunk.length;
        if ((poisoned(chunk) || read >= after) && resets < times && !socket.destroyed) {
          resets++;
          socket.resetAndDestroy();
        }
      },
      end: () => socket.end(),
    };
  });
  return Object.defineProperty(peer as Peer & { resets: number }, 'resets', { get: () => resets });
}
