import { printable } from '../kit/printable.js';
import type { Paint } from './terminal.js';

/** Rows of texts, all of the same length. */
export interface Table {
  readonly head?: readonly string[];
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

async function drawFramed({ head = [], rows, numeric = [], foot }: Table, paint: Paint): Promise<string> {
  const { default: Frame } = await import('cli-table3');
  const columns = rows[0]?.length ?? 0;
  const frame = new Frame({
    head: head.map((title) => paint('bold', title)),
    colAligns: Array.from({ length: columns }, (_, column) => (numeric.includes(column) ? 'right' : 'left')),
    // Colours are ours to decide on.
    style: { head: [], border: [], compact: true },
  });
  frame.push(...rows.map((row) => row.map(printable)));
  if (foot) frame.push(foot.map((cell) => paint('bold', printable(cell))));
  return `${frame.toString()}\n`;
}

function drawPlain({ head, rows, numeric = [] }: Table): string {
  const lines = (head ? [head, ...rows] : rows).map((row) => row.map(printable));
  const widthOf = (column: number) => Math.max(...lines.map((line) => line[column]!.length));
  const widths = lines[0]?.map((_, column) => widthOf(column)) ?? [];
  const pad = (cell: string, column: number) =>
    numeric.includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
  return lines.map((line) => `${line.map(pad).join('  ').trimEnd()}\n`).join('');
}
