/** Bytes that JSON, UTF-8 and the lanes make something of; random ones seldom do. */
const BYTES = Buffer.concat([
  Buffer.from('{}[]",:\\ \n\r\t0123456789-+.eEuTZtfnagAzZ@|/_'),
  Buffer.of(0x00, 0x1f, 0x7f, 0x80, 0x8f, 0x90, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5),
]);

/** A sequence of numbers from 0 to 1 (Mulberry32): the same for the same seed. */
function sequenceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/**
 * Lines that are the given records, each of them changed in one or two bytes at random: far cheaper than records of
 * their own, and nearer to the border of what is well-formed.
 */
export function manyMutants(records: readonly string[], seed: number, count: number): Buffer {
  const originals = records.map((record) => Buffer.from(record));
  const next = sequenceOf(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  const lines: Buffer[] = [];
  for (let line = 0; line < count; line++) {
    let mutant = originals[below(originals.length)]!;
    for (let change = below(2); change >= 0; change--) {
      // One byte, or none, in the place of up to two.
      const at = below(mutant.length + 1);
      const inserted = next() < 0.7 ? [BYTES[below(BYTES.length)]!] : [];
      mutant = Buffer.concat([mutant.subarray(0, at), Buffer.from(inserted), mutant.subarray(at + below(3))]);
    }
    lines.push(mutant, Buffer.from('\n'));
  }
  return Buffer.concat(lines);
}

/** Lines that are a record with one of its bytes changed: all there are. */
export function everyMutant(record: string): Buffer {
  const original = Buffer.from(`${record}\n`);
  const length = original.length;
  const lines = Buffer.alloc((length - 1) * 256 * length);
  for (let line = 0; line < (length - 1) * 256; line++) {
    lines.set(original, line * length);
    lines[line * length + (line >> 8)] = line & 255;
  }
  return lines;
}
