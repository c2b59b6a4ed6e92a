import type { ValueType } from './value-type.js';

const SHAPE = /^(\d+(?:\.\d+)?|\.\d+)\s*(?:([kmgt])i?)?b?$/i;
const UNITS = ['', 'k', 'm', 'g', 't'];

/**
 * Reads `50MB`, `10MiB`, `8k`, `1.5GB` or a bare number of bytes. `MB` and `MiB` both mean 1024 × 1024 bytes.
 * Returns whole bytes; `undefined` where it is no size, or beyond what a number holds exactly.
 */
export function parseSize(text: string): number | undefined {
  const match = SHAPE.exec(text.trim());
  if (!match) return undefined;
  const bytes = Math.round(Number(match[1]) * 1024 ** UNITS.indexOf((match[2] ?? '').toLowerCase()));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Writes bytes in the largest unit that needs no fraction: 52428800 is `50MiB`. */
export function formatSize(bytes: number): string {
  let power = 0;
  while (bytes > 0 && power < UNITS.length - 1 && bytes % 1024 ** (power + 1) === 0) power++;
  return power === 0 ? `${bytes}B` : `${bytes / 1024 ** power}${UNITS[power]!.toUpperCase()}iB`;
}

/** A number of bytes from `min` to `max`; 0, where `min` is 0, stands for no limit. */
export function size(min: number, max: number): ValueType<number> {
  const range = max === Infinity ? `of at least ${formatSize(min)}` : `from ${formatSize(min)} to ${formatSize(max)}`;
  return {
    expects: `a size such as 512KB, 50MB or 2GB (powers of 1024)${min === 0 ? ', or 0 for no limit' : `, ${range}`}`,
    read(raw) {
      const bytes = typeof raw === 'string' || typeof raw === 'number' ? parseSize(String(raw)) : undefined;
      return bytes !== undefined && bytes >= min && bytes <= max ? bytes : undefined;
    },
    show: (value) => (value === 0 ? 0 : formatSize(value)),
  };
}
