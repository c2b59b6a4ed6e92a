import process from 'node:process';
import type { Look } from '../ui/table.js';
import { paintFor } from '../ui/terminal.js';

/** How to draw on stdout: framed on a terminal, plain in a pipe. */
export function lookOfStdout(): Look {
  return { framed: process.stdout.isTTY, paint: paintFor(process.stdout) };
}
