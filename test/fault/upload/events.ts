import { open } from 'node:fs/promises';

/** Lines that are made at once. */
const BLOCK = 10_000;

/** Writes a file of so many lines, each an event with its number in `seq`. */
export async function writeEvents(path: string, count: number, fields = ''): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let first = 0; first < count; first += BLOCK) {
      const lines = Array.from({ length: Math.min(BLOCK, count - first) }, (_, n) => `{"seq":${first + n}${fields}}\n`);
      await file.write(lines.join(''));
    }
  } finally {
    await file.close();
  }
}

/** A sequence of numbers in [0, 1) that looks random and is the same in every run (Lehmer). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
