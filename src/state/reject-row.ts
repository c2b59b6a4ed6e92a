import { isUtf8 } from 'node:buffer';
import type { Format } from '../model/event.js';
import type { Position } from '../model/position.js';
import type { Source } from '../model/source.js';
import { isCount, isObject } from './versioned-file.js';

/** A record that was not delivered and will not be, with all that is needed to send it again. */
export interface RejectedRecord {
  readonly source: Source;
  /** `Sink.target` of the road that it was meant for. */
  readonly target: string;
  readonly reason: string;
  /** Where the record begins. */
  readonly position: Position;
  /** Where it was found to be wrong; left out where that is its beginning. */
  readonly fault?: Position;
  /** The original, as it stood in the source. */
  readonly bytes: Uint8Array;
  /** Only a piece of a record that is too long, and more pieces follow. */
  readonly more?: boolean;
  /** How its source was cut into records. */
  readonly format?: Format;
  /** Milliseconds since 1970: when it was read, which an event without a time gets. */
  readonly readAt?: number;
  readonly id?: string;
  readonly tenant?: string;
}

/** A rejected record, as it stands in a file: one JSON object a line. */
export interface RejectRow {
  readonly version: 1;
  /** When it was first rejected: ISO 8601, UTC. */
  readonly time: string;
  /** Why; the last time that it was tried. */
  readonly reason: string;
  readonly path: string;
  /** The key of the source. */
  readonly source: string;
  /** Bytes from the start of the source to the record. */
  readonly offset: number;
  /** The line on which it was found to be wrong, counted from 1. */
  readonly line: number;
  /** Bytes from the start of that line, counted from 1. */
  readonly column: number;
  readonly target: string;
  /** How the source was cut into records; absent in the files of an early logship. */
  readonly format?: Format;
  /** When it was read: ISO 8601, UTC; absent in the files of an early logship. */
  readonly readAt?: string;
  readonly id?: string;
  readonly tenant?: string;
  /** Only a piece of a record that is too long, and another row goes on with it. */
  readonly more?: true;
  /** Goes on with a record of which an earlier row holds the piece before. */
  readonly rest?: true;
  /** How often it was sent again, and was rejected again. */
  readonly tries?: number;
  /** When that happened last: ISO 8601, UTC. */
  readonly tried?: string;
  /** The original, where it is valid UTF-8. */
  readonly text?: string;
  /** The original in base64, where it is not. */
  readonly bytes?: string;
}

/**
 * The line of a rejected record, with its line end.
 * @param rest whether it goes on with a record that was begun by an earlier row.
 */
export function encodeReject(record: RejectedRecord, time: number, rest = false): string {
  const { source, target, reason, position, fault = position, bytes, more, format, readAt, id, tenant } = record;
  const row: RejectRow = {
    version: 1,
    time: new Date(time).toISOString(),
    reason,
    path: source.path,
    source: source.key,
    offset: position.offset,
    line: fault.line,
    column: fault.column,
    target,
    ...(format === undefined ? {} : { format }),
    ...(readAt === undefined ? {} : { readAt: new Date(readAt).toISOString() }),
    ...(id === undefined ? {} : { id }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(more ? { more } : {}),
    ...(rest ? { rest } : {}),
    ...contentOf(bytes),
  };
  return `${JSON.stringify(row)}\n`;
}

function contentOf(bytes: Uint8Array): { readonly text: string } | { readonly bytes: string } {
  const original = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isUtf8(original) ? { text: original.toString('utf8') } : { bytes: original.toString('base64') };
}

/** A try to send a kept record again that has failed. */
export interface FailedTry {
  readonly reason: string;
  readonly target: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** The record that was found in what was kept, where that is not known to be one. */
  readonly found?: { readonly position: Position; readonly bytes: Uint8Array } | undefined;
}

/** The line of a row that was sent again and rejected again, with its line end. */
export function encodeAgain(row: RejectRow, { reason, target, time, found }: FailedTry): string {
  const { text, bytes, ...rest } = row;
  const original = found ? contentOf(found.bytes) : text === undefined ? { bytes: bytes ?? '' } : { text };
  const again: RejectRow = {
    ...rest,
    reason,
    target,
    ...(found ? { offset: found.position.offset } : {}),
    tries: (row.tries ?? 0) + 1,
    tried: new Date(time).toISOString(),
    ...original,
  };
  return `${JSON.stringify(again)}\n`;
}

/** The original bytes of a row. */
export function originalOf({ text, bytes = '' }: RejectRow): Uint8Array {
  return text === undefined ? Buffer.from(bytes, 'base64') : Buffer.from(text, 'utf8');
}

/** Reads a line of a file of rejects; undefined if it is none. */
export function decodeReject(line: string): RejectRow | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isObject(value) && isRow(value) ? (value as unknown as RejectRow) : undefined;
}

function isRow(value: Readonly<Record<string, unknown>>): boolean {
  return (
    value['version'] === 1 &&
    ['time', 'reason', 'path', 'source', 'target'].every((name) => typeof value[name] === 'string') &&
    ['offset', 'line', 'column'].every((name) => isCount(value[name])) &&
    typeof (value['text'] ?? value['bytes']) === 'string'
  );
}
