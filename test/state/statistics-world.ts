import { rm } from 'node:fs/promises';
import { writeFileAtomic } from '../../src/kit/atomic-file.js';
import type { Disk } from '../../src/state/statistics-fold.js';

/** A disk that stops working, as if the process had died there. */
export interface DyingDisk extends Disk {
  /** It died. */
  dead(): boolean;
}

/**
 * @param after How many changes work.
 * @param half The change at which it dies takes effect nevertheless.
 */
export function dyingDisk(after: number, half: boolean): DyingDisk {
  let left = after;
  const step = async (change: () => Promise<void>): Promise<void> => {
    left -= 1;
    if (left >= 0) return change();
    if (left === -1 && half) await change();
    throw new Error('the process died');
  };
  return {
    write: (path, content) => step(() => writeFileAtomic(path, content)),
    remove: (path) => step(() => rm(path, { force: true })),
    dead: () => left < 0,
  };
}
