import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { StateError } from '../model/errors.js';
import { errorCode, stateFailure } from './failure.js';
import { namesOf } from './reject-files.js';
import { decodeReject, originalOf } from './reject-row.js';
import type { RejectRow } from './reject-row.js';

const LF = 0x0a;

/** A rejected record that was kept. */
export interface KeptReject {
  readonly row: RejectRow;
  /** The original bytes. */
  readonly original: Uint8Array;
}

/** A line of a file of rejects. */
export interface RejectLine {
  /** Counted from 1. */
  readonly number: number;
  /** With its line end. */
  readonly bytes: Buffer;
  /** Undefined for a line that is no reject. */
  readonly row: RejectRow | undefined;
}

/**
 * Reads a file of rejects, oldest first, one line at a time. A last line that a crash has cut off is left out: its mark
 * never passed. Throws `StateError` for a file that can't be read, and for any other line that is no reject.
 */
export async function* readRejects(path: string): AsyncGenerator<KeptReject> {
  for await (const { number, row } of rejectLines(await nameNow(path))) {
    if (!row) throw brokenLine(path, number);
    yield { row, original: originalOf(row) };
  }
}

/** What is said of a line that is no reject. */
export function brokenLine(path: string, number: number): StateError {
  return new StateError(`${path}: line ${number} is no rejected record`, {
    next: ['Move the line away, and try again.'],
  });
}

/** The lines of a file of rejects, without a last one that a crash has cut off. Throws `StateError`. */
export async function* rejectLines(path: string): AsyncGenerator<RejectLine> {
  let number = 0;
  let broken: RejectLine | undefined;
  for await (const bytes of linesOf(path)) {
    if (broken) yield broken;
    number += 1;
    const row = decodeReject(bytes.toString('utf8'));
    broken = row ? undefined : { number, bytes, row };
    if (row) yield { number, bytes, row };
  }
}

/** A replay may have taken the file, or given it back, since its name was read. */
async function nameNow(path: string): Promise<string> {
  const { home, taken } = namesOf(path);
  const other = path === home ? taken : home;
  const exists = async (name: string) =>
    access(name).then(
      () => true,
      (error: unknown) => errorCode(error) !== 'ENOENT',
    );
  return !(await exists(path)) && (await exists(other)) ? other : path;
}

/** By line feeds alone: what else may separate lines elsewhere can stand in a row as it is. */
async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = chunk.indexOf(LF) + 1; end > 0; end = chunk.indexOf(LF, from) + 1) {
        yield Buffer.concat([...pieces, chunk.subarray(from, end)]);
        pieces = [];
        from = end;
      }
      if (from < chunk.length) pieces.push(chunk.subarray(from));
    }
  } catch (error) {
    throw stateFailure('read', path, error);
  }
  if (pieces.length > 0) yield Buffer.concat(pieces);
}
