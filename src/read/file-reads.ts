import { readSync, statfsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, systemClock } from '../kit/clock.js';

/**
 * File systems on a disk, or in the memory, of this machine, by the numbers that `statfs` gives on Linux
 * (linux/magic.h): ext2 to ext4, XFS, Btrfs, F2FS, ZFS, tmpfs and overlay.
 */
const LOCAL = new Set([0xef53, 0x58465342, 0x9123683e, 0xf2f52010, 0x2fc12fc1, 0x01021994, 0x794c7630]);

/** Milliseconds: a read that takes longer had to wait for a disk, and others may have to. */
const SLOW = 4;
/** So many reads are then left to a thread before another one is tried without. */
const LEFT_TO_THREADS = 16;

/**
 * Reads of one open file. To wake a thread for a read costs more than to copy a megabyte that the system has in
 * memory, so what is there is read at once. What is on a disk is read by a thread, and so is everything on a file
 * system that may hang, such as one of a network.
 */
export class FileReads {
  readonly #handle: FileHandle;
  readonly #local: boolean;
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** Reads that are still to be left to a thread. */
  #left = 0;

  constructor(handle: FileHandle, path: string, clock: Pick<Clock, 'monotonic'> = systemClock) {
    this.#handle = handle;
    this.#local = isLocal(path);
    this.#clock = clock;
  }

  /** Fills `into` from an offset of the file. Resolves with how many bytes were read; 0 at the end. */
  async read(into: Uint8Array, offset: number): Promise<number> {
    if (!this.#local || this.#left > 0) {
      this.#left--;
      return (await this.#handle.read(into, 0, into.length, offset)).bytesRead;
    }
    // Sockets, timers and signals have their turn between two reads.
    await nextTurn();
    const started = this.#clock.monotonic();
    const length = readSync(this.#handle.fd, into, 0, into.length, offset);
    if (this.#clock.monotonic() - started > SLOW) this.#left = LEFT_TO_THREADS;
    return length;
  }
}

function isLocal(path: string): boolean {
  try {
    return LOCAL.has(statfsSync(path).type);
  } catch {
    return false;
  }
}
