/** JSON text and plain strings, one into the other. */

/** The string that a JSON string stands for. `quoted` begins and ends with its quotes. */
export function unquote(quoted: Uint8Array): string {
  const inner = Buffer.from(quoted.buffer, quoted.byteOffset + 1, quoted.byteLength - 2);
  // Most strings hold no escape, and then the bytes are the string.
  return inner.includes(0x5c) ? (JSON.parse(`"${inner.toString()}"`) as string) : inner.toString();
}

/** A string as JSON. */
export function quote(text: string): Buffer {
  return Buffer.from(JSON.stringify(text));
}
