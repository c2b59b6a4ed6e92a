import type { ValueType } from './value-type.js';

const readText = (raw: unknown): string | undefined => (typeof raw === 'string' && raw !== '' ? raw : undefined);

/** Any text but an empty one. */
export const text: ValueType<string> = {
  expects: 'a text that is not empty (in a file, in quotes where it looks like a number)',
  read: readText,
  show: (value) => value,
};

/** A name or an address, without scheme and port. The brackets of an IPv6 address are taken off. */
export const host: ValueType<string> = {
  expects: 'one host name or IP address, without scheme and port',
  read(raw) {
    const name = readText(raw)?.trim();
    const address = name === undefined ? undefined : (/^\[(.+)\]$/.exec(name)?.[1] ?? name);
    if (address === undefined || /[\s,/@[\]]/.test(address)) return undefined;
    const colons = address.split(':').length - 1;
    return address !== '' && colons !== 1 ? address : undefined;
  },
  show: (value) => value,
};

/** The name in a certificate. */
export const serverName: ValueType<string> = { ...host, expects: 'one host name or IP address, as in the certificate' };

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
  return { expects: `the path of a ${kind}`, path: kind, read: readText, show: (value) => value };
}
