import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a test wants to know of the events it sent. */
export interface ArrivedOptions {
  /** Events sent: their sequence numbers are 0 … `expected` - 1. */
  readonly expected: number;
  /** The field that holds the sequence number. */
  readonly sequence?: string;
}

/** What arrived at a receiver. */
export interface Arrived {
  /** Whole lines that hold an event with a sequence number, copies included. */
  readonly events: number;
  /** Sequence numbers that never arrived. */
  readonly lost: readonly number[];
  /** Arrivals beyond the first, by `@metadata._id`: what a target that knows ids takes away. */
  readonly duplicates: number;
  /** Arrivals beyond the first of a sequence number under another id: nothing would take these away. */
  readonly strayed: number;
  /** Different sequence numbers under one id: all but one of them would be taken away. */
  readonly collisions: number;
  /** Pieces that are no event: cut off lines, and lines run into each other. */
  readonly torn: readonly string[];
  /** Sequence numbers that were never sent. */
  readonly unexpected: readonly number[];
}

/** Reads one file, or all files of a folder (of a witness or a receiver), and checks off every sequence number. */
export async function readArrived(path: string, options: ArrivedOptions): Promise<Arrived> {
  const { expected, sequence = 'seq' } = options;
  const seen = new Uint8Array(expected);
  const ids = new Map<string, number>();
  const unexpected: number[] = [];
  const torn: string[] = [];
  let [events, duplicates, strayed, collisions] = [0, 0, 0, 0];

  for (const file of await filesOf(path)) {
    for await (const line of linesOf(file)) {
      const event = parse(line);
      const number = event?.[sequence];
      if (typeof number !== 'number') {
        torn.push(line);
        continue;
      }
      events++;
      if (seen[number] === undefined) {
        unexpected.push(number);
        continue;
      }
      const id = (event?.['@metadata'] as { _id?: string } | undefined)?._id;
      if (id === undefined) {
        if (seen[number] === 1) strayed++;
      } else {
        const owner = ids.get(id);
        if (owner === number) duplicates++;
        else if (owner !== undefined) collisions++;
        else if (seen[number] === 1) strayed++;
        if (owner === undefined) ids.set(id, number);
      }
      seen[number] = 1;
    }
  }
  const lost = Array.from(seen.keys()).filter((number) => seen[number] === 0);
  return { events, lost, duplicates, strayed, collisions, torn, unexpected };
}

async function filesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  return (await readdir(path)).sort().map((name) => join(path, name));
}

async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1024 * 1024 })) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield line;
  }
  if (rest !== '') yield rest;
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
