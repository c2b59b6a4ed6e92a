import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { libraryPath, unpackPackages } from '../../scripts/lib/debian.mjs';
import { built } from './cache.js';
import type { Requirement } from './requirements.js';
import { runs } from './runs.js';

const run = promisify(execFile);

/** How logrotate itself is run. */
export interface Logrotate {
  /** Turns the logs of this configuration over once, whatever their age. */
  rotate(configuration: string): Promise<void>;
}

/** What brings logrotate: the system has it, or apt. */
export interface LogrotateSource {
  readonly installed: boolean;
}

/** Finds logrotate in the PATH, or apt, which brings its package. */
export function requireLogrotate(): Requirement<LogrotateSource> {
  if (runs('logrotate', '--version')) return { found: { installed: true } };
  if (runs('apt-get', '--version')) return { found: { installed: false } };
  return { missing: 'needs logrotate in the PATH, or apt-get to bring it' };
}

/** Brings logrotate where it is not installed: Debian's package, unpacked once for all runs. */
export async function bringLogrotate({ installed }: LogrotateSource): Promise<Logrotate> {
  const root = installed ? undefined : await built('logrotate', [], async (to) => unpackPackages(to, ['logrotate']));
  const program = root === undefined ? 'logrotate' : join(root, 'usr/sbin/logrotate');
  const env = root === undefined ? process.env : { ...process.env, LD_LIBRARY_PATH: libraryPath(root) };
  return {
    async rotate(configuration) {
      await run(program, ['--force', '--state', `${configuration}.state`, configuration], { env });
    },
  };
}

/** Writes a configuration for one log. @param directives as they stand between its braces */
export async function configureLogrotate(path: string, log: string, directives: readonly string[]): Promise<void> {
  await writeFile(path, `"${log}" {\n${directives.map((directive) => `  ${directive}\n`).join('')}}\n`, {
    mode: 0o644,
  });
}
