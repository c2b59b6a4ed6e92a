import type { Settings } from '../../config/options.js';
import { loadChecksum } from '../../event/id.js';
import { isBlank, scanValue, skipBlanks } from '../../kit/json/scan.js';
import { type RecordEncoder, recordEncoder } from '../../lane/records.js';
import type { Encoding, Original } from '../../model/batch.js';
import type { EventRules, Format } from '../../model/event.js';
import type { Source } from '../../model/source.js';
import type { RejectRow } from '../../state/reject-row.js';
import type { Whole } from './pieces.js';

const CARRIAGE_RETURN = 0x0d;
/** What may stand behind the last byte of an object, where the value was too long to find it. */
const BETWEEN_VALUES = /^[\s,\]]*$/;

/** A kept record that is to be sent again, under the id that it had. */
export interface ReplayRecord<Line> extends Original {
  readonly whole: Whole<Line>;
  readonly source: Source;
  readonly format: Format;
  /** Milliseconds since 1970. */
  readonly readAt: number;
}

/** What a record is on its road, or why it can be no event. */
export type EncodedRecord =
  { readonly bytes: Uint8Array; readonly untagged: boolean } | { readonly fault: string; readonly at: number };

/** Encodes a record for a road. */
export type EncodeRecord = (record: ReplayRecord<unknown>, encoding: Encoding) => EncodedRecord;

/** How records become events: by the definition that every lane follows, with their own source and offset. */
export async function recordEncoding(rules: EventRules): Promise<EncodeRecord> {
  const checksum = await loadChecksum();
  const encoders = new Map<Format, RecordEncoder>();
  return ({ bytes, position, source, format, readAt }, encoding) => {
    let encode = encoders.get(format);
    if (!encode) encoders.set(format, (encode = recordEncoder(format, rules, checksum)));
    const outcome = encode(bytes, { source, position, readAt }, encoding);
    return 'fault' in outcome ? outcome : { bytes: Buffer.concat(outcome.pieces), untagged: outcome.untagged };
  };
}

/** Reads the record that was kept: the same bytes at the same offset as its source had, so that it has the same id. */
export function recordOf<Line>(whole: Whole<Line>, setting: Settings['format']): ReplayRecord<Line> {
  const { first, bytes } = whole;
  const { offset, line, column, source: key, path } = first;
  // An early logship kept no format, and what it rejected of a text was rare.
  const format = setting === 'auto' ? (first.format ?? 'ndjson') : setting;
  const [from, to] = wasTooLong(whole) ? spanOf(bytes, format) : [0, bytes.length];
  return {
    whole,
    source: { key, path },
    format,
    readAt: Date.parse(first.readAt ?? first.time),
    bytes: bytes.subarray(from, to),
    position: { offset: offset + from, line, column: column + from },
  };
}

/** What was given up for its length was kept as it stands: nobody had looked for the end of the record in it. */
function wasTooLong({ lines, last }: Whole<unknown>): boolean {
  return lines.length > 1 || isTooLong(last);
}

function isTooLong({ reason }: RejectRow): boolean {
  return /^the (line|value|record) is longer than \d+ bytes$/.test(reason);
}

/** Where the record lies in what was kept, as the framer of its format finds it. */
function spanOf(bytes: Uint8Array, format: Format): [from: number, to: number] {
  if (format === 'text') return [0, bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length];
  const from = Math.min(skipBlanks(bytes, 0, bytes.length), bytes.length);
  let to = bytes.length;
  while (to > from && isBlank(bytes[to - 1]!)) to--;
  if (format === 'json') {
    const { outcome, at } = scanValue(bytes, from, to);
    const behind = Buffer.from(bytes.buffer, bytes.byteOffset + at, to - at);
    if (outcome === 'ok' && BETWEEN_VALUES.test(behind.toString('latin1'))) to = at;
  }
  return [from, to];
}
