import type { ValueType } from './value-type.js';

const DIGITS = /^[+-]?\d+$/;

/** A whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number): ValueType<number> {
  return {
    expects: `a whole number from ${min} to ${max}`,
    read(raw) {
      const number = typeof raw === 'string' && DIGITS.test(raw.trim()) ? Number(raw) : raw;
      return typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max
        ? number
        : undefined;
    },
    show: (value) => value,
  };
}
