import { createHash } from 'node:crypto';

/** How many bytes of a source are looked at to recognise it. */
export const SAMPLE_BYTES = 1024;

/**
 * Reads `length` bytes at `offset` of a source. Gives fewer only where the source ends.
 * Offsets count decompressed bytes where the source is compressed.
 */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

/** A hash, and of how many bytes it is. */
export interface Sample {
  readonly length: number;
  /** The first 128 bits of SHA-256, in hex. */
  readonly hash: string;
}

/** The first 128 bits of SHA-256, in hex. */
export function hashOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

/** A sample of exactly these bytes. */
export function sampleOf(bytes: Uint8Array): Sample {
  return { length: bytes.length, hash: hashOf(bytes) };
}

/** The sample of the last ≤ 1 KiB before `offset`; undefined where the source does not reach that far. */
export async function sampleBefore(readAt: ReadAt, offset: number): Promise<Sample | undefined> {
  const length = Math.min(offset, SAMPLE_BYTES);
  const bytes = await readAt(offset - length, length);
  return bytes.length === length ? sampleOf(bytes) : undefined;
}

/** Whether the bytes before `offset` are still those of the sample. */
export async function sampleHolds(readAt: ReadAt, offset: number, sample: Sample): Promise<boolean> {
  const bytes = await readAt(offset - sample.length, sample.length);
  return bytes.length === sample.length && hashOf(bytes) === sample.hash;
}
