import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** Where data, peers and compiled helpers are kept between runs of the benchmark. */
export const cacheFolder = path.join(
  process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'),
  'logship-bench',
);

/**
 * The path of something in the cache, made now where it is not there yet. A half-made thing never takes its place.
 * @param {string} name
 * @param {(target: string) => void | Promise<void>} make makes a file or a folder at `target`
 */
export async function cached(name, make) {
  const place = path.join(cacheFolder, name);
  if (fs.existsSync(place)) return place;
  fs.mkdirSync(path.dirname(place), { recursive: true });
  const fresh = `${place}.${process.pid}`;
  try {
    await make(fresh);
    fs.renameSync(fresh, place);
  } finally {
    fs.rmSync(fresh, { recursive: true, force: true });
  }
  return place;
}
