import { appendFile } from 'node:fs/promises';
import process from 'node:process';

/** One line of the table that `npm run soak` prints: names of columns, and what stands in them. */
export type SoakRow = Readonly<Record<string, string | number>>;

/** A number that `npm run soak` may set. */
export function setting(name: string, otherwise: number): number {
  return Number(process.env[name] ?? otherwise);
}

/** Hands a row to `npm run soak`, where it waits for one. */
export async function tellRow(row: SoakRow): Promise<void> {
  const file = process.env['SOAK_ROWS'];
  if (file !== undefined) await appendFile(file, `${JSON.stringify(row)}\n`);
}
