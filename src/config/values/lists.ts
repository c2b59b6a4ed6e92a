import type { ValueType } from './value-type.js';

/** Shows a URL without the user and password that it may hold. */
export function maskUrl(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, (_, scheme: string | undefined) => `${scheme ?? ''}***@`);
}

function isHttpUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:\/\//i.test(text) && url.search === '' && url.hash === '';
}

/** http and https addresses, separated by commas or spaces. A user and a password in them are never shown. */
export const urlList: ValueType<readonly string[]> = {
  expects: 'http:// or https:// addresses, separated by commas (a comma or @ in a password is written %2C or %40)',
  read(raw) {
    const items: unknown = typeof raw === 'string' ? raw.split(/[\s,]+/).filter((item) => item !== '') : raw;
    if (!Array.isArray(items) || items.length === 0) return undefined;
    return items.every((item) => typeof item === 'string' && isHttpUrl(item)) ? (items as string[]) : undefined;
  },
  show: (urls) => urls.map(maskUrl),
  mask: maskUrl,
};

/** A field that is set on every event. */
export type FieldPair = readonly [key: string, value: string];

/** Fields that logship itself writes: setting them would break times, ids and the road to the index. */
const OWN_FIELD = /^@(timestamp|metadata)([.[]|$)/;

function readPair(item: unknown): FieldPair | undefined {
  if (typeof item !== 'string') return undefined;
  const equals = item.indexOf('=');
  return equals < 0 ? undefined : [item.slice(0, equals), item.slice(equals + 1)];
}

/** Fields with their values: a repeated flag `key=value`, or in a file an object or a list. The last of a key wins. */
export const fieldPairs: ValueType<readonly FieldPair[]> = {
  expects: 'key=value, where the key is neither empty, nor @timestamp, nor @metadata (in a file: an object of texts)',
  repeatable: true,
  read(raw) {
    let pairs: readonly (FieldPair | undefined)[];
    if (typeof raw === 'string') pairs = [readPair(raw)];
    else if (Array.isArray(raw)) pairs = raw.map(readPair);
    else if (typeof raw === 'object' && raw !== null) {
      pairs = Object.entries(raw).map(([key, value]) =>
        typeof value === 'string' ? ([key, value] as const) : undefined,
      );
    } else return undefined;

    const fields = new Map<string, string>();
    for (const pair of pairs) {
      if (pair === undefined || pair[0] === '' || OWN_FIELD.test(pair[0])) return undefined;
      fields.set(pair[0], pair[1]);
    }
    return [...fields];
  },
  show: (pairs) => pairs.map(([key, value]) => `${key}=${value}`),
};

/** Patterns of paths: a repeated flag, or in a file a list. */
export const patterns: ValueType<readonly string[]> = {
  expects: 'a pattern of paths, such as *.gz (in a file: a list of them)',
  repeatable: true,
  read(raw) {
    const items: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
    return items.every((item) => typeof item === 'string' && item !== '') ? (items as readonly string[]) : undefined;
  },
  show: (items) => items,
};
