import { setTimeout as pause } from 'node:timers/promises';
import { startRelay } from '../../../test/support/peers/relay.js';
import { EVENT_BYTES } from '../events.mjs';
import { whileStopped } from '../process.mjs';
import { startWire } from '../wire.mjs';

/** How often a wire breaks, and how much of a run a connection carries before. */
const TIMES = 3;
const SHARE = 0.2;
/** Milliseconds in which nothing more reaches the relay: logship waits for the peer, or is done. */
const STILL = 2000;

/** @type {WeakMap<import('../cell.mjs').Cell, import('../wire.mjs').Wire>} */
const wires = new WeakMap();

/**
 * A fault of the wire between.
 * @param {import('../wire.mjs').Break} how
 * @returns {Pick<import('../kinds.mjs').Fault, 'prepare' | 'strikes' | 'strike'>}
 */
function breaking(how) {
  return {
    strikes: TIMES,
    async prepare(cell) {
      const after = cell.lines * EVENT_BYTES * SHARE;
      const wire = await startWire(cell.peer.port, { how, after, times: TIMES, redirect: cell.peer.redirect });
      wires.set(cell, wire);
      return { port: wire.port, close: wire.close };
    },
    async strike(cell) {
      const before = wires.get(cell)?.broken() ?? 0;
      await cell.ended;
      return (wires.get(cell)?.broken() ?? 0) - before;
    },
  };
}

/** @type {import('../kinds.mjs').Fault} */
export const reset = {
  name: 'reset',
  title: () => `connection reset, ${TIMES} times`,
  needs: 'connects',
  ...breaking('reset'),
};

/** @type {import('../kinds.mjs').Fault} */
export const halfAnswer = {
  name: 'half-answer',
  title: () => `half a response, then the end, ${TIMES} times`,
  needs: 'answers',
  ...breaking('half'),
};

/** @type {import('../kinds.mjs').Fault} */
export const tlsCut = {
  name: 'tls-cut',
  title: () => `TLS cut (an end without \`close_notify\`), ${TIMES} times`,
  needs: 'encrypts',
  encrypted: true,
  ...breaking('cut'),
};

/** @type {WeakMap<import('../cell.mjs').Cell, import('../../../test/support/peers/peer.js').Peer>} */
const relays = new WeakMap();

/** @type {import('../kinds.mjs').Fault} */
export const relayKilled = {
  name: 'relay-killed',
  title: () => 'peer killed behind a relay that ends TCP',
  needs: 'relays',
  strikes: 1,
  async prepare(cell) {
    const relay = await startRelay(cell.peer.port);
    relays.set(cell, relay);
    return { port: relay.port, close: () => relay.close() };
  },
  async strike(cell, run) {
    const relay = relays.get(cell);
    if (!relay || run > 1 || !(await cell.reaches(0.05))) return 0;
    // The relay goes on to take what comes; the peer does not.
    await whileStopped(cell.peer.pid(), async () => {
      for (let seen = -1; !cell.over && seen < relay.bytes;) {
        seen = relay.bytes;
        await pause(STILL);
      }
      await cell.peer.kill();
    });
    await cell.peer.restart();
    return 1;
  },
};
