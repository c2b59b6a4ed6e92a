import { createHash, randomBytes } from 'node:crypto';

const KEY_LENGTH = 12;

/** What a file is, before anything is known of its content. */
export interface FileIdentity {
  readonly dev: number;
  readonly ino: number;
  /** As `fs.Stats` tells it. Where a file system has no birth time, that is 0 or the time of the last change. */
  readonly birthtimeMs: number;
}

/**
 * The key of a file at first sight. The same file on the same machine gets the same key again, so that a lost state
 * folder makes duplicates that can be told by their ids. Where the birth time is only the time of the last change,
 * a file that was written to meanwhile gets another key.
 *
 * @param machine The machine id, or the user's own id for it.
 * @param generation Counts the contents that one inode has held: a truncated and rewritten file is another source.
 */
export function fileKey(machine: string, { ino, birthtimeMs }: FileIdentity, generation: number): string {
  return keyOf(JSON.stringify(['file', machine, ino, Math.floor(birthtimeMs), generation]));
}

/** The key of a stream: always the same for a name that the user gave it, else a new one. */
export function streamKey(name?: string): string {
  return keyOf(name === undefined ? randomBytes(16) : JSON.stringify(['stream', name]));
}

function keyOf(content: string | Uint8Array): string {
  const hash = BigInt(`0x${createHash('sha256').update(content).digest('hex')}`);
  return hash.toString(36).slice(-KEY_LENGTH).padStart(KEY_LENGTH, '0');
}
