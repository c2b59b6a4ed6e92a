import { showBytes } from '../kit/show-bytes.js';

/** `1,234,567`, in every locale. Whole numbers only. By hand: the first use of `Intl` costs a run 14 ms. */
export function showCount(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 record`, `1,234 records`. */
export function showCountOf(count: number, thing: string): string {
  return `${showCount(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** Bytes a second as `12.3 MB/s`. */
export function showRate(bytes: number, seconds: number): string {
  return `${showBytes(seconds > 0 ? bytes / seconds : 0)}/s`;
}

/** Seconds as `0.4s`, `12s`, `1m 05s`, `2h 03m`. */
export function showSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  const padded = (part: number) => String(part).padStart(2, '0');
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${padded(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${padded(Math.floor((whole % 3600) / 60))}m`;
}

/** Milliseconds of a single step: `0.4 ms`, `12 ms`, `2.0 s`. */
export function showMilliseconds(milliseconds: number): string {
  if (milliseconds >= 999.5) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds.toFixed(milliseconds < 9.95 ? 1 : 0)} ms`;
}
