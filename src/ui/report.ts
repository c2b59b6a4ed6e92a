import process from 'node:process';
import { printable } from '../kit/printable.js';

/** Says something to a person, on stderr: the message behind `logship: `, and below it what goes with it, indented. */
export function report(message: string, further: readonly string[] = []): void {
  const [first = '', ...rest] = message.split('\n');
  const lines = [`logship: ${first}`, ...[...rest, ...further].map((line) => `  ${line}`)];
  process.stderr.write(lines.map((line) => `${printable(line)}\n`).join(''));
}
