import { randomBytes } from 'node:crypto';
import { closeSync, fsync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const sync = promisify(fsync);

/**
 * Writes a file so that a reader, or a machine that loses power, sees the old content or the new, never a part:
 * temporary file beside it, fsync, rename, fsync of the folder. Only what waits for the disk goes to another thread.
 * @param durable false where it is enough that other processes see it: a machine that loses power may lose it.
 */
export async function writeFileAtomic(path: string, content: string, durable = true): Promise<void> {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(file, content);
      if (durable) await sync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (durable) await syncFolder(dirname(path));
}

/** Makes names in a folder durable. Windows has no such thing, and refuses. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    await sync(folder);
  } finally {
    closeSync(folder);
  }
}
