import { isUtf8 } from 'node:buffer';
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
  readonly id?: string;
  readonly tenant?: string;
}

/** A rejected record, as it stands in a file: one JSON object a line. */
export interface RejectRow {
  readonly version: 1;
  /** ISO 8601, UTC. */
  readonly time: string;
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
  readonly id?: string;
  readonly tenant?: string;
  /** Only a piece of a record that is too long, and the next row goes on with it. */
  readonly more?: true;
  /** The original, where it is valid UTF-8. */
  readonly text?: string;
  /** The original in base64, where it is not. */
  readonly bytes?: string;
}

/** The line of a rejected record, with its line end. */
export function encodeReject(record: RejectedRecord, time: number): string {
  const { source, target, reason, position, fault = position, bytes, more, id, tenant } = record;
  const original = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
    ...(id === undefined ? {} : { id }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(more ? { more } : {}),
    ...(isUtf8(original) ? { text: original.toString('utf8') } : { bytes: original.toString('base64') }),
  };
  return `${JSON.stringify(row)}\n`;
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
