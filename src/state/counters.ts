import { isCount, isObject } from './versioned-file.js';

/** Something that happened, and when, in milliseconds since 1970. */
export interface Happening {
  readonly time: number;
  readonly message: string;
}

/** What one process, or all of them, have counted. Immutable: each change makes a new one. */
export interface Counters {
  readonly sent: number;
  readonly failed: number;
  readonly retries: number;
  readonly lastError: Happening | null;
  /** Milliseconds since 1970. */
  readonly lastSuccess: number | null;
}

export const NOTHING: Counters = { sent: 0, failed: 0, retries: 0, lastError: null, lastSuccess: null };

/** Both together. */
export function plus(a: Counters, b: Counters): Counters {
  return {
    sent: a.sent + b.sent,
    failed: a.failed + b.failed,
    retries: a.retries + b.retries,
    lastError: (a.lastError?.time ?? -1) > (b.lastError?.time ?? -1) ? a.lastError : b.lastError,
    lastSuccess: a.lastSuccess === null ? b.lastSuccess : Math.max(a.lastSuccess, b.lastSuccess ?? 0),
  };
}

/** What `now` counts beyond `before`, an earlier state of the same counters. */
export function since(before: Counters, now: Counters): Counters {
  const sameError =
    now.lastError?.time === before.lastError?.time && now.lastError?.message === before.lastError?.message;
  return {
    sent: now.sent - before.sent,
    failed: now.failed - before.failed,
    retries: now.retries - before.retries,
    lastError: sameError ? null : now.lastError,
    lastSuccess: now.lastSuccess === before.lastSuccess ? null : now.lastSuccess,
  };
}

export function isCounters(value: unknown): value is Counters {
  if (!isObject(value) || !['sent', 'failed', 'retries'].every((name) => isCount(value[name]))) return false;
  const { lastError, lastSuccess } = value;
  const isError =
    lastError === null ||
    (isObject(lastError) && isCount(lastError['time']) && typeof lastError['message'] === 'string');
  return isError && (lastSuccess === null || isCount(lastSuccess));
}
