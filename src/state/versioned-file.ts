import { readFileSync, renameSync } from 'node:fs';
import type { Clock } from '../kit/clock.js';
import { errorCode, stateFailure } from './failure.js';
import type { OnStateNotice } from './notices.js';
import { fileStamp } from './timestamp.js';

/** What a kind of state file must look like. */
export interface Shape<T> {
  /** The only version that this logship reads. */
  readonly version: number;
  /** Whether a parsed object has everything. Its version was looked at already. */
  readonly is: (value: Readonly<Record<string, unknown>>) => boolean;
  /** Only tells the type. */
  readonly type?: T;
}

/** What reading the state needs besides a path. */
export interface StateContext {
  readonly clock: Clock;
  readonly notices: OnStateNotice;
}

/**
 * Reads a JSON file of the state; undefined if there is none. One that is torn, invalid or of another version is
 * moved to `<path>.broken-<time>` and told as a notice, and then counts as missing. Throws `StateError` where the
 * disk does not let us read.
 */
export function readVersioned<T>(path: string, shape: Shape<T>, context: StateContext): T | undefined {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw stateFailure('read', path, error);
  }
  const parsed = parseVersioned<T>(content, shape);
  if ('value' in parsed) return parsed.value;
  setAside(path, parsed.fault, context);
  return undefined;
}

/** Reads the text of a state file. */
export function parseVersioned<T>(content: string, shape: Shape<T>): { value: T } | { fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return { fault: 'it is torn' };
  }
  if (!isObject(value)) return { fault: 'it holds no object' };
  const version = value['version'];
  if (typeof version === 'number' && version > shape.version) return { fault: `a newer logship wrote it (${version})` };
  if (version !== shape.version) return { fault: `its version is ${JSON.stringify(version)}` };
  return shape.is(value) ? { value: value as T } : { fault: 'something in it is missing or has the wrong type' };
}

function setAside(path: string, reason: string, { clock, notices }: StateContext): void {
  const movedTo = `${path}.broken-${fileStamp(clock.now())}`;
  try {
    renameSync(path, movedTo);
  } catch (error) {
    // Another process has moved or replaced it meanwhile.
    if (errorCode(error) === 'ENOENT') return;
    throw stateFailure('set aside', path, error);
  }
  notices({ kind: 'set-aside', path, movedTo, reason });
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether `value` can be a size, an offset or a count. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
