import type { Writable } from 'node:stream';

/** Waits for room. An error of the output is not for us: whoever closes it early (`| head`) has seen enough. */
export function drained(output: Writable): Promise<void> {
  return new Promise((resolve) => void output.once('drain', resolve));
}
