/** Milliseconds: who asks to be left alone for longer is asked again all the same. */
const LONGEST = 3_600_000;

/**
 * Reads the header `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date. Milliseconds to wait, at most an hour;
 * `undefined` where it says nothing.
 * @param now milliseconds since 1970
 */
export function parseRetryAfter(header: unknown, now: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  const text = header.trim();
  // A bare number would pass for a year, where a date is read.
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : /^[a-z]{3}/i.test(text) ? Date.parse(text) - now : Number.NaN;
  return Number.isNaN(wait) ? undefined : Math.min(LONGEST, Math.max(0, wait));
}
