import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder that is built once for all runs, and again when one of its `inputs` (paths of files) or its `label`
 * changes. Two processes may build at once: each builds in a place of its own, and the first to finish wins.
 */
export async function built(
  label: string,
  inputs: readonly string[],
  build: (folder: string) => Promise<void>,
): Promise<string> {
  const root = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'logship-test');
  const folder = join(root, `${label}-${await hashOf(inputs)}`);
  if (existsSync(folder)) return folder;
  const place = `${folder}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await mkdir(place, { recursive: true });
  try {
    await build(place);
    await rename(place, folder);
  } catch (error) {
    await rm(place, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function hashOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file)).update('\0');
  return hash.digest('hex').slice(0, 12);
}
