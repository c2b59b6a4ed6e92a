import process from 'node:process';
import { createInterface } from 'node:readline';

/** Asks on the terminal, on stderr. Anything but yes means no, the end of the input too. */
export async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin });
  process.stderr.write(`${question} [y/N] `);
  try {
    for await (const line of lines) return /^y(es)?$/i.test(line.trim());
    process.stderr.write('\n');
    return false;
  } finally {
    lines.close();
  }
}
