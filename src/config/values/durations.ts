import type { ValueType } from './value-type.js';

const SHAPE = /^(\d+(?:\.\d+)?|\.\d+)\s*(ms|s|m|h)?$/i;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** The timers of Node.js hold no more than 2^31 - 1 ms; beyond it they fire at once. */
const LONGEST = 24 * 24 * UNITS['h']!;

/**
 * Reads `500ms`, `5s`, `3m`, `2h`, fractions of them, or a bare number of seconds.
 * Returns whole milliseconds; `undefined` where it is no duration, or one over 24 days.
 */
export function parseDuration(text: string): number | undefined {
  const match = SHAPE.exec(text.trim());
  if (!match) return undefined;
  const unit = UNITS[(match[2] ?? 's').toLowerCase()]!;
  const milliseconds = Math.round(Number(match[1]) * unit);
  return milliseconds <= LONGEST ? milliseconds : undefined;
}

/** Writes milliseconds in the largest unit that needs no fraction: 180000 is `3m`. */
export function formatDuration(milliseconds: number): string {
  const unit = ['h', 'm', 's'].find((name) => milliseconds > 0 && milliseconds % UNITS[name]! === 0) ?? 'ms';
  return `${milliseconds / UNITS[unit]!}${unit}`;
}

const readFrom = (min: number) => (raw: unknown) => {
  const duration = typeof raw === 'string' || typeof raw === 'number' ? parseDuration(String(raw)) : undefined;
  return duration !== undefined && duration >= min ? duration : undefined;
};

/** A duration of at least `min` milliseconds, shown with its unit. The value is in milliseconds. */
export function duration(min: number): ValueType<number> {
  return {
    expects: `a duration such as 500ms, 5s, 3m or 2h (a bare number means seconds), ${min > 0 ? 'over 0 and ' : ''}at most 24 days`,
    read: readFrom(min),
    show: formatDuration,
  };
}

/** The same, for settings that are commonly given in seconds: shown as a number of seconds. */
export function seconds(min: number): ValueType<number> {
  return {
    expects: `seconds such as 5 or 0.5, ${min > 0 ? 'over 0 and ' : ''}at most 24 days`,
    read: readFrom(min),
    show: (value) => value / 1000,
  };
}
