import { diskFull, logshipKilled } from './kinds/own.mjs';
import { peerHangs, peerKilled, slowPeer } from './kinds/peer.mjs';
import { halfAnswer, relayKilled, reset, tlsCut } from './kinds/way.mjs';

/**
 * Something that breaks while logship ships.
 * @typedef {object} Fault
 * @property {string} name
 * @property {(hang: number) => string} title with the seconds that a peer hangs
 * @property {import('./roads.mjs').Trait} [needs] what a road must have for it
 * @property {boolean} [encrypted] whether the road is to be taken by TLS
 * @property {(cell: import('./cell.mjs').Cell) => Promise<Scene>} [prepare]
 * @property {number} strikes how often it strikes in all: fewer show nothing
 * @property {(cell: import('./cell.mjs').Cell, run: number) => Promise<number>} strike is called in each run of logship, the
 *   first of which is 1, and resolves with how often it struck, when nothing is broken any more
 *
 * What a fault needs around logship.
 * @typedef {object} Scene
 * @property {number} [port] where to ship to, in place of the peer
 * @property {Record<string, string>} [settings]
 * @property {string} [missing] why it can't be shown here
 * @property {() => Promise<void>} close
 */

/** @type {readonly Fault[]} */
export const faults = [
  { name: 'none', title: () => 'none', strikes: 0, strike: async () => 0 },
  peerKilled,
  relayKilled,
  peerHangs,
  reset,
  halfAnswer,
  tlsCut,
  slowPeer,
  diskFull,
  logshipKilled,
];
