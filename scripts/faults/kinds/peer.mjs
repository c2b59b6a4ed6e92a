import { setTimeout as pause } from 'node:timers/promises';
import { hobble, whileStopped } from '../process.mjs';

/** How far a run is when the peer is killed, as a share of its lines. */
const DEATHS = [0.2, 0.5];

/** @type {import('../kinds.mjs').Fault} */
export const peerKilled = {
  name: 'peer-killed',
  title: () => 'peer killed twice (`kill -9`), and started again',
  strikes: DEATHS.length,
  async strike(cell, run) {
    let deaths = 0;
    for (const share of run === 1 ? DEATHS : []) {
      if (!(await cell.reaches(share))) break;
      await cell.peer.kill();
      await cell.peer.restart();
      deaths++;
    }
    return deaths;
  },
};

/** @type {import('../kinds.mjs').Fault} */
export const peerHangs = {
  name: 'peer-hangs',
  title: (hang) => `peer hangs for ${hang} s (\`SIGSTOP\`)`,
  strikes: 1,
  async strike(cell, run) {
    if (run > 1 || !(await cell.reaches(0.2))) return 0;
    await whileStopped(cell.peer.pid(), () => pause(cell.hang * 1000));
    return 1;
  },
};

/** @type {import('../kinds.mjs').Fault} */
export const slowPeer = {
  name: 'slow-peer',
  title: () => 'slow peer (runs a tenth of the time)',
  strikes: 1,
  async strike(cell) {
    await hobble(cell.peer.pid(), () => cell.over);
    return 1;
  },
};
