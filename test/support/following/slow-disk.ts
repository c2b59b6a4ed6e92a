import type * as files from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Clock } from '../../../src/kit/clock.js';

type FileSystem = typeof files;

/** A disk that takes its time, in virtual milliseconds. `vi.mock('node:fs/promises')` puts it in place. */
export const slowDisk = {
  delay: 0,
  clock: undefined as Clock | undefined,

  async wait(): Promise<void> {
    if (this.delay > 0) await this.clock?.sleep(this.delay);
  },
};

const LATE = ['link', 'mkdir', 'readdir', 'readFile', 'rename', 'rm', 'rmdir', 'stat', 'unlink', 'writeFile'] as const;

/** The file system, each touch of which waits for the disk. Nothing is forced onto it: no power is lost here. */
export function onSlowDisk(real: FileSystem): FileSystem {
  const late = Object.fromEntries(LATE.map((name) => [name, waiting(real[name] as Callable)]));
  const open = async (...args: Parameters<FileSystem['open']>) => {
    await slowDisk.wait();
    return slowed(await real.open(...args));
  };
  const all = { ...real, ...late, open };
  return { ...all, default: all } as unknown as FileSystem;
}

type Callable = (...args: unknown[]) => Promise<unknown>;

function waiting(call: Callable): Callable {
  return async (...args) => {
    await slowDisk.wait();
    return call(...args);
  };
}

function slowed(handle: FileHandle): FileHandle {
  for (const name of ['read', 'stat', 'writeFile', 'appendFile', 'write'] as const) {
    Object.assign(handle, { [name]: waiting((handle[name] as unknown as Callable).bind(handle)) });
  }
  return Object.assign(handle, { sync: () => slowDisk.wait() });
}
