import { printable } from '../kit/printable.js';
import type { Paint } from './terminal.js';

/** Rows of texts under a head. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of numbers, counted from 0: they stand to the right. */
  readonly numeric?: readonly number[];
  /** Stands below a line of its own; on a terminal alone. */
  readonly foot?: readonly string[];
}

/** How to draw: in a frame, or as aligned columns for a pipe. */
export interface Look {
  readonly framed: boolean;
  readonly paint: Paint;
}

/** Draws a table, every line with its line end. What is in the cells can't command the terminal. */
export async function drawTable(table: Table, { framed, paint }: Look): Promise<string> {
  return framed ? drawFramed(table, paint) : drawPlain(table);
}

async function drawFramed({ head, rows, numeric = [], foot }: Table, paint: Paint): Promise<string> {
  const { default: Frame } = await import('cli-table3');
  const frame = new Frame({
    head: head.map((title) => paint('bold', title)),
    colAligns: head.map((_, column) => (numeric.includes(column) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  frame.push(...rows.map((row) => row.map(printable)));
  if (foot) frame.push(foot.map((cell) => paint('bold', printable(cell))));
  return `${frame.toString()}\n`;
}

function drawPlain({ head, rows, numeric = [] }: Table): string {
  const lines = [head, ...rows].map((row) => row.map(printable));
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const draw = (line: readonly string[]) =>
    line.map((cell, column) =>
      numeric.includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
    );
  return lines.map((line) => `${draw(line).join('  ').trimEnd()}\n`).join('');
}
