import { realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Settings } from '../config/options.js';
import { isRouteFile } from '../event/route.js';
import { ConfigError } from '../model/errors.js';

/**
 * Refuses a file that the run itself writes to: each event that is read there would come back as another one, without
 * an end. Throws `ConfigError`.
 */
export function refuseOwnOutput(path: string, { to = [] }: Pick<Settings, 'to'>): void {
  if (to.length === 0) return;
  const file = real(path);
  if (!isRouteFile(basename(file))) return;
  for (const target of to) {
    if (target.road !== 'file' || dirname(file) !== real(target.folder)) continue;
    throw new ConfigError(`${path}: this run writes there itself (--to file:${target.folder}), and would never end`, {
      next: ['Name another folder, or other files: --exclude leaves some of a pattern out.'],
    });
  }
}

/** Where links lead; of what is not there, where it would be. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
