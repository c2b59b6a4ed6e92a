import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../kit/clock.js';
import { errorCode, stateFailure } from './failure.js';
import { heartbeatOf } from './heartbeat.js';
import { isProcessIdentity, standingOf, thisProcess } from './process-identity.js';
import type { ProcessIdentity, Standing } from './process-identity.js';
import { parseVersioned } from './versioned-file.js';
import type { Shape } from './versioned-file.js';

/** After how many milliseconds without a sign a holder that we can't look at is taken for dead. */
export const SILENCE = 300_000;

/** Who holds a lock, as it stands on disk. */
export interface Holder {
  readonly version: 1;
  readonly process: ProcessIdentity;
  /** What is locked, for people. */
  readonly subject: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

const HOLDER: Shape<Holder> = {
  version: 1,
  is: ({ process, subject, since }) =>
    isProcessIdentity(process) &&
    typeof subject === 'string' &&
    typeof since === 'string' &&
    !Number.isNaN(Date.parse(since)),
};

/** A lock that this process holds. */
export interface Lock {
  /** Gives it back. Never throws. */
  release(): Promise<void>;
}

/** The answer to one try. */
export type LockTry =
  { readonly lock: Lock } | { readonly holder: Holder; readonly standing: Exclude<Standing, 'gone'> };

/**
 * Tries to take a lock. It is a folder that holds one file, named for this attempt alone:
 * - taken by renaming a finished folder onto `path`, which the system allows only where there is none or an empty one;
 * - broken by deleting the dead holder's file by its name, so that two who break it at once can't hit a living holder.
 * A holder that runs where its pid means nothing to us counts as dead after five minutes without a sign of life.
 * All of it is done at once and not on another thread, as a tail may take thousands of locks.
 * Throws `StateError` where the disk does not let us.
 *
 * @param path The folder that is the lock. The folder around it exists.
 */
export async function tryLock(path: string, subject: string, clock: Clock): Promise<LockTry> {
  const name = `${process.pid}-${randomBytes(8).toString('hex')}.json`;
  const staging = `${path}.${name}.tmp`;
  const since = new Date(clock.now()).toISOString();
  const holder: Holder = { version: 1, process: await thisProcess(), subject, since };
  try {
    mkdirSync(staging, { mode: 0o700 });
    writeFileSync(join(staging, name), `${JSON.stringify(holder)}\n`, { mode: 0o600 });
    while (!moveInto(staging, path)) {
      const found = await inspect(path, clock);
      if (found) return found;
    }
    return { lock: hold(path, join(path, name), clock) };
  } catch (error) {
    throw stateFailure('lock', path, error);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Renames a folder onto one that is missing or empty; false where it is neither. */
function moveInto(staging: string, path: string): boolean {
  try {
    renameSync(staging, path);
    return true;
  } catch (error) {
    // Windows answers EPERM or EACCES for any folder that exists.
    const taken = process.platform === 'win32' ? ['EPERM', 'EACCES', 'EEXIST'] : ['ENOTEMPTY', 'EEXIST'];
    if (taken.includes(errorCode(error) ?? '')) return false;
    throw error;
  }
}

/** Who holds the lock; undefined if nobody does any more, which is worth another try. */
async function inspect(path: string, clock: Clock): Promise<LockTry | undefined> {
  const names = ignoring(['ENOENT'], () => readdirSync(path));
  for (const name of names ?? []) {
    const file = join(path, name);
    const content = ignoring(['ENOENT'], () => readFileSync(file, 'utf8'));
    if (content === undefined) continue;
    const parsed = parseVersioned(content, HOLDER);
    // It was whole before it got its name: only a machine that lost power leaves a torn one.
    if ('fault' in parsed) {
      ignoring(['ENOENT'], () => unlinkSync(file));
      continue;
    }
    const standing = await standingNow(parsed.value, file, clock);
    if (standing !== 'gone') return { holder: parsed.value, standing };
    ignoring(['ENOENT'], () => unlinkSync(file));
  }
  // Does nothing where someone has it again. Windows can't rename onto an empty folder.
  ignoring(['ENOENT', 'ENOTEMPTY', 'EEXIST', 'EPERM'], () => rmdirSync(path));
  return undefined;
}

async function standingNow(holder: Holder, file: string, clock: Clock): Promise<Standing> {
  const standing = await standingOf(holder.process, await thisProcess());
  if (standing !== 'unknown') return standing;
  const sign = ignoring(['ENOENT'], () => statSync(file));
  return sign === undefined || clock.now() - sign.mtimeMs > SILENCE ? 'gone' : 'unknown';
}

function hold(path: string, file: string, clock: Clock): Lock {
  const rest = heartbeatOf(clock).keep(file);
  let released = false;
  return {
    async release() {
      if (released) return;
      released = true;
      rest();
      try {
        unlinkSync(file);
        rmdirSync(path);
      } catch {
        // What can't be deleted now is stale as soon as this process ends.
      }
    },
  };
}

function ignoring<T>(codes: readonly string[], action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (codes.includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}
