/** Says in words what is wrong with the JSON of `bytes[from, to)` at the byte where a scan found its fault. */
export function describeFault(bytes: Uint8Array, at: number, to: number, from = 0): string {
  if (at >= to) return 'malformed JSON: it ends too early';
  const byte = bytes[at]!;
  if (byte < 0x20) return `malformed JSON: unexpected control character ${hex(byte)} (in a string it must be escaped)`;
  if (at > from && bytes[at - 1] === 0x5c) return `malformed JSON: a backslash in front of ${show(byte)}`;
  return `malformed JSON: unexpected ${show(byte)}`;
}

/** What kind of value begins with this byte. */
export function nameOfValue(byte: number): string {
  switch (byte) {
    case 0x5b:
      return 'an array';
    case 0x22:
      return 'a string';
    case 0x74:
    case 0x66:
      return 'a boolean';
    case 0x6e:
      return 'null';
    default:
      return 'a number';
  }
}

function show(byte: number): string {
  return byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte ${hex(byte)}`;
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0').toUpperCase()}`;
}
