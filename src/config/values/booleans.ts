import type { ValueType } from './value-type.js';

const WORDS = new Map<string, boolean>([
  ...['1', 'true', 't', 'yes', 'y', 'on'].map((word) => [word, true] as const),
  ...['0', 'false', 'f', 'no', 'n', 'off'].map((word) => [word, false] as const),
]);

/** Reads a yes or no as python-decouple does, in any case. `undefined` for any other word. */
export function parseBoolean(text: string): boolean | undefined {
  return WORDS.get(text.trim().toLowerCase());
}

export const boolean: ValueType<boolean> = {
  expects: `one of ${[...WORDS.keys()].join(', ')}`,
  choices: ['true', 'false'],
  read(raw) {
    if (typeof raw === 'boolean') return raw;
    return typeof raw === 'string' || typeof raw === 'number' ? parseBoolean(String(raw)) : undefined;
  },
  show: (value) => value,
};
