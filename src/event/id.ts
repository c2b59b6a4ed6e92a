import type { Position } from '../model/position.js';
import type { Source } from '../model/source.js';

/** The checksum of a record: XXH64 with seed 0 (https://xxhash.com), of the bytes as they stood in the source. */
export type Checksum = (bytes: Uint8Array) => bigint;

/** Loads the checksum. */
export async function loadChecksum(): Promise<Checksum> {
  const { default: load } = await import('xxhash-wasm');
  const xxhash = await load();
  return (bytes) => xxhash.h64Raw(bytes);
}

/**
 * The id of an event: `<source key>-<offset>-<checksum>`, numbers in base 36. The same record of the same source
 * always gets the same id, so that a second delivery is known as one; the checksum keeps a key that was given
 * twice from hiding a different record.
 */
export function eventId(source: Source, position: Position, checksum: bigint): string {
  return `${source.key}-${position.offset.toString(36)}-${checksum.toString(36)}`;
}
