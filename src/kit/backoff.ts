/** How long to wait between tries. */
export interface RetryPolicy {
  /** Tries after the first one, in a row and without any success, before a road is given up. */
  readonly maxRetries: number;
  /** Milliseconds before a retry; the first of them, where `backoff` is exponential. */
  readonly delay: number;
  readonly backoff: 'fixed' | 'exponential';
  /** Milliseconds that tries may go on for; replaces `maxRetries` where it is set. */
  readonly retryFor: number | undefined;
}

/** Milliseconds: no wait grows longer than this. */
const LONGEST = 60_000;
/** More of them change nothing, and end in infinity, of which not even a wait of 0 ms has a multiple. */
const DOUBLINGS = 30;

/**
 * Milliseconds to wait before retry number `retry` (1 is the first). Exponential waits double, and each is drawn
 * between half of its length and the whole, so that many processes do not come back at the same moment.
 * @param random 0 … 1.
 */
export function delayBefore(retry: number, policy: RetryPolicy, random: () => number = Math.random): number {
  if (policy.backoff === 'fixed') return policy.delay;
  const whole = Math.min(LONGEST, policy.delay * 2 ** Math.min(retry - 1, DOUBLINGS));
  return whole / 2 + (whole / 2) * random();
}
