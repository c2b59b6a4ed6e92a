import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** How far logship is when it is killed, each time that it runs. */
const DEATHS = [0.2, 0.5];

/** @type {import('../kinds.mjs').Fault} */
export const logshipKilled = {
  name: 'logship-killed',
  title: () => 'logship killed twice (`kill -9`), and run again',
  strikes: DEATHS.length,
  async strike(cell, run) {
    const share = DEATHS[run - 1];
    if (share === undefined || !(await cell.reaches(share))) return 0;
    cell.kill();
    return 1;
  },
};

const DISK = '1m';
const BLOCK = Buffer.alloc(4096);

/** @param {string} folder */
const ballastOf = (folder) => path.join(folder, 'ballast');

/** @param {import('../cell.mjs').Cell} cell */
const diskOf = (cell) => path.join(cell.folder, 'disk');

/** A disk of its own for the state, since nobody wants to fill a real one. It takes root to mount it. */
/** @type {import('../kinds.mjs').Fault} */
export const diskFull = {
  name: 'disk-full',
  title: () => `disk of the state full (a tmpfs of ${DISK}), room made, and run again`,
  strikes: 1,
  async prepare(cell) {
    const disk = diskOf(cell);
    fs.mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'logship-faults', disk], { stdio: 'pipe' });
    } catch {
      return { missing: 'no tmpfs can be mounted here: it takes root', close: async () => {} };
    }
    const unmount = () => void execFileSync('umount', ['--lazy', disk]);
    process.once('exit', unmount);
    return {
      settings: { LOGSHIP_STATE_DIR: path.join(disk, 'state') },
      async close() {
        process.off('exit', unmount);
        unmount();
      },
    };
  },
  async strike(cell, run) {
    if (run > 1 || !(await cell.reaches(0.1))) return 0;
    fill(ballastOf(diskOf(cell)));
    const struck = cell.over ? 0 : 1;
    await cell.ended;
    fs.rmSync(ballastOf(diskOf(cell)));
    return struck;
  },
};

/** @param {string} file */
function fill(file) {
  const ballast = fs.openSync(file, 'w');
  try {
    for (;;) fs.writeSync(ballast, BLOCK);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOSPC') throw error;
  } finally {
    fs.closeSync(ballast);
  }
}
