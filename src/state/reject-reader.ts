import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StateError } from '../model/errors.js';
import { errorCode, stateFailure } from './failure.js';
import { decodeReject, originalOf } from './reject-row.js';
import type { RejectRow } from './reject-row.js';

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

async function* linesOf(path: string): AsyncGenerator<string> {
  try {
    const file = await open(path, 'r');
    try {
      for await (const line of file.readLines({ autoClose: false })) yield line;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw stateFailure('read', path, error);
  }
}
