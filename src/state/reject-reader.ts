import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StateError } from '../model/errors.js';
import { errorCode, stateFailure } from './failure.js';
import { decodeReject, originalOf } from './reject-row.js';
import type { RejectRow } from './reject-row.js';

const LF = 0x0a;

/** A rejected record that was kept. */
export interface KeptReject {
  readonly row: RejectRow;
  /** The original bytes. */
  readonly original: Uint8Array;
}

/** The files of rejects in a folder, the oldest first. Throws `StateError`. */
export async function rejectFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith('.ndjson'))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw stateFailure('read', folder, error);
  }
}

/**
 * Reads a file of rejects, oldest first, one line at a time. A last line that a crash has cut off is left out: its mark
 * never passed. Throws `StateError` for a file that can't be read, and for any other line that is no reject.
 */
export async function* readRejects(path: string): AsyncGenerator<KeptReject> {
  let number = 0;
  let broken = 0;
  for await (const line of linesOf(path)) {
    if (broken > 0) {
      throw new StateError(`${path}: line ${broken} is no rejected record`, {
        next: ['Move the line away, and try again.'],
      });
    }
    number += 1;
    const row = decodeReject(line);
    if (row) yield { row, original: originalOf(row) };
    else broken = number;
  }
}

/** By line feeds alone: what else may separate lines elsewhere can stand in a row as it is. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let pieces: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
        yield Buffer.concat([...pieces, chunk.subarray(from, end)]).toString('utf8');
        pieces = [];
        from = end + 1;
      }
      if (from < chunk.length) pieces.push(chunk.subarray(from));
    }
  } catch (error) {
    throw stateFailure('read', path, error);
  }
  if (pieces.length > 0) yield Buffer.concat(pieces).toString('utf8');
}
