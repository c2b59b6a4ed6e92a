import { isIPv6 } from 'node:net';
import type { ValueType } from './value-type.js';

/** A host, and its port where it has one of its own. An IPv6 address stands without brackets. */
export interface Address {
  readonly host: string;
  readonly port?: number;
}

/** The same where the port is known. */
export type HostPort = Required<Address>;

/** Reads `a`, `a:5001`, `::1`, `[::1]` or `[::1]:5001`; `undefined` for anything else. */
export function parseAddress(text: string): Address | undefined {
  const { bracketed, plain, port } =
    /^(?:\[(?<bracketed>[^[\]]+)\]|(?<plain>[^[\]]+?))(?::(?<port>\d{1,5}))?$/.exec(inBrackets(text))?.groups ?? {};
  const host = bracketed ?? plain;
  if (host === undefined || /[\s,/@?#[\]]/.test(host)) return undefined;
  if (host.includes(':') ? !isIPv6(host) : bracketed !== undefined) return undefined;
  if (port === undefined) return { host };
  const number = Number(port);
  return number >= 1 && number <= 65_535 ? { host, port: number } : undefined;
}

/** Puts brackets around an IPv6 address that stands alone: in `::1`, no colon goes before a port. */
function inBrackets(text: string): string {
  return text.split(':').length > 2 && !text.startsWith('[') ? `[${text}]` : text;
}

/** As in a URL: `a`, `a:5001`, `[::1]:5001`. */
export function showAddress({ host, port }: Address): string {
  if (port === undefined) return host;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The name in a certificate. */
export const serverName: ValueType<string> = {
  expects: 'one host name or IP address, as in the certificate',
  read(raw) {
    const address = typeof raw === 'string' ? parseAddress(raw.trim()) : undefined;
    return address?.port === undefined ? address?.host : undefined;
  },
  show: (value) => value,
};

/** Hosts of one service, separated by commas (in a file also as a list). */
export const hosts: ValueType<readonly Address[]> = {
  expects: 'host names or IP addresses without scheme, separated by commas: a, b:5001, [::1]:5001',
  read(raw) {
    const items: readonly unknown[] = typeof raw === 'string' ? raw.split(',') : Array.isArray(raw) ? raw : [];
    const read = items.map((item) => (typeof item === 'string' ? parseAddress(item.trim()) : undefined));
    return read.length > 0 && read.every((address) => address !== undefined) ? read : undefined;
  },
  show: (addresses) => addresses.map(showAddress).join(','),
};
