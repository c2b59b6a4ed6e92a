import { type Peer, type PeerOptions, startPeer } from './peer.js';

/** A peer that stops reading for a while, and then goes on. It answers a FIN with its own once all is read. */
export interface StallingPeer extends Peer {
  /** Resolves when the peer has stopped reading. */
  readonly stalled: Promise<void>;
  /** Reads on, for good. */
  goOn(): void;
}

/** Starts a peer that stops reading once it has read at least `after` bytes; 0: before the first one. */
export async function startStallingPeer(options: PeerOptions & { readonly after: number }): Promise<StallingPeer> {
  let sayStalled = () => {};
  const stalled = new Promise<void>((resolve) => (sayStalled = resolve));
  const resume = new Set<() => void>();
  let freed = false;
  const peer = await startPeer(options, (socket) => {
    let read = 0;
    const stall = () => {
      if (freed) return;
      socket.pause();
      resume.add(() => socket.resume());
      sayStalled();
    };
    if (options.after === 0) stall();
    return {
      data(chunk) {
        read += chunk.length;
        if (read >= options.after) stall();
      },
      end: () => socket.end(),
    };
  });
  return Object.assign(peer, {
    stalled,
    goOn() {
      freed = true;
      for (const go of resume) go();
    },
  });
}
