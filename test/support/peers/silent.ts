import { type Peer, type PeerOptions, startPeer } from './peer.js';

/** Starts a peer that reads everything and never says a word: no FIN follows that of the sender. */
export function startSilentPeer(options: PeerOptions = {}): Promise<Peer> {
  return startPeer(options, () => ({}));
}
