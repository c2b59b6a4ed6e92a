import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Witness } from '../../support/peers/witness.js';

/** Milliseconds between two looks at what a witness has written. */
const LOOK = 5;

/** How much a witness has written so far, in bytes. */
export async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;
  return bytes;
}

/** Waits until a witness has written so much. False where `over` comes first. */
export async function untilBytes(folder: string, bytes: number, over: () => boolean): Promise<boolean> {
  while ((await bytesIn(folder)) < bytes) {
    if (over()) return false;
    await pause(LOOK);
  }
  return true;
}

/** Ends each life of a witness, so many of them, after `life()` more bytes. @returns how many ended before `over`. */
export async function killAgainAndAgain(
  witness: Witness,
  folder: string,
  lives: number,
  { life, over }: { readonly life: () => number; readonly over: () => boolean },
): Promise<number> {
  let kills = 0;
  for (; kills < lives; kills++) {
    if (!(await untilBytes(folder, (await bytesIn(folder)) + life(), over))) break;
    await witness.kill();
    await witness.restart();
  }
  return kills;
}
