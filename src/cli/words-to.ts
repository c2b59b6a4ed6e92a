import process from 'node:process';
import type { Settings } from '../config/options.js';

/** Where words and results go: stdout, but stderr where the events themselves go to stdout. */
export function wordsTo({ to }: Settings): NodeJS.WriteStream {
  return to?.some(({ road }) => road === 'stdout') ? process.stderr : process.stdout;
}
