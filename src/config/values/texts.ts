import type { ValueType } from './value-type.js';

const readText = (raw: unknown): string | undefined => (typeof raw === 'string' && raw !== '' ? raw : undefined);

/** Any text but an empty one. */
export const text: ValueType<string> = {
  expects: 'a text that is not empty (in a file, in quotes where it looks like a number)',
  read: readText,
  show: (value) => value,
};

/** One of a few words. */
export function choice<const W extends string>(...words: readonly W[]): ValueType<W> {
  return {
    expects: `one of ${words.join(', ')}`,
    choices: words,
    read: (raw) => words.find((word) => typeof raw === 'string' && word === raw.trim().toLowerCase()),
    show: (value) => value,
  };
}

/** The path of a file or a folder. `~/` and relative paths are resolved by the loader. */
export function path(kind: 'file' | 'folder'): ValueType<string> {
  return {
    expects: `the path of a ${kind}`,
    path: kind,
    read: readText,
    resolve: (value, absolute) => absolute(value),
    show: (value) => value,
  };
}
