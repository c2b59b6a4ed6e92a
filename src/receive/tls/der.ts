/** Distinguished Encoding Rules (X.690), as far as certificates need them. Each function gives back one element. */

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
};

/** An element of any tag. */
export function element(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag]), length(content.length), content]);
}

export const sequence = (...items: readonly Uint8Array[]) => element(TAG.sequence, Buffer.concat(items));
export const set = (...items: readonly Uint8Array[]) => element(TAG.set, Buffer.concat(items));
export const octets = (content: Uint8Array) => element(TAG.octets, content);
export const utf8 = (text: string) => element(TAG.utf8, Buffer.from(text));
export const yes = () => element(TAG.boolean, Buffer.from([0xff]));

/** A number that is not negative, from its bytes, most significant first. */
export function integer(bytes: Uint8Array): Buffer {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  const shortest = bytes.subarray(from);
  // A leading bit that is set would make it negative.
  return element(TAG.integer, shortest[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), shortest]) : shortest);
}

/** Whole bytes of bits; `unused` of the last byte are none. */
export function bits(content: Uint8Array, unused = 0): Buffer {
  return element(TAG.bits, Buffer.concat([Buffer.of(unused), content]));
}

/** An object identifier, written with dots. */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...others] = text.split('.').map(Number);
  return element(TAG.oid, Buffer.from([first * 40 + second, ...others.flatMap(base128)]));
}

/** GeneralizedTime, in whole seconds of UTC. RFC 5280 wants it from 2050 on, and everybody reads it before. */
export function time(milliseconds: number): Buffer {
  const text = new Date(milliseconds).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '');
  return element(TAG.time, Buffer.from(`${text}Z`));
}

/** Something whose meaning its number says within what holds it. */
export const tagged = (number: number, content: Uint8Array) => element(0xa0 | number, content);

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.of(bytes);
  const digits: number[] = [];
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return Buffer.from([0x80 | digits.length, ...digits]);
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    digits.unshift(0x80 | (rest & 0x7f));
  return digits;
}
