import { describeFault, nameOfValue } from '../kit/json/fault.js';
import { quote } from '../kit/json/text.js';
import { scanValue } from '../kit/json/scan.js';
import { findBadUtf8 } from '../kit/utf8.js';
import type { Encoding } from '../model/batch.js';
import type { EventRules, Format } from '../model/event.js';
import { enrich, type Origin } from '../event/enrich.js';
import { type Checksum, eventId } from '../event/id.js';
import { textToJson } from '../parse/text.js';

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const OPEN_OBJECT = 0x7b;
const FEED = Buffer.from('\n');

/** What becomes of one record. */
export type RecordOutcome =
  | { readonly pieces: readonly Uint8Array[]; readonly untagged: boolean }
  /** `at`: the byte of the record that is wrong. */
  | { readonly fault: string; readonly at: number };

/** Turns a record into an encoded event. */
export type RecordEncoder = (record: Uint8Array, origin: Origin, encoding: Encoding) => RecordOutcome;

/**
 * The definition of what happens to a record, whichever lane takes it: UTF-8, JSON, the event, its id, and the
 * layout of the road.
 */
export function recordEncoder(format: Format, rules: EventRules, checksum: Checksum): RecordEncoder {
  return (record, origin, encoding) => {
    const bad = findBadUtf8(record, 0, record.length);
    if (bad >= 0) return { fault: 'not UTF-8', at: bad };
    const fault = format === 'text' ? undefined : faultOfObject(record);
    if (fault) return fault;
    const object = format === 'text' ? Buffer.from(textToJson(asBuffer(record).toString())) : onOneLine(record);
    const event = enrich(object, origin, rules);
    if ('fault' in event) return { fault: event.fault, at: 0 };

    const id = eventId(origin.source, origin.position, checksum(record));
    if (encoding === 'json-lines') {
      event.draft.set('@metadata', Buffer.from(`{"_id":"${id}"}`));
      return { pieces: [...event.draft.render(), FEED], untagged: event.untagged };
    }
    const action = Buffer.from(`{"create":{"_index":${quote(event.index).toString()},"_id":"${id}"}}\n`);
    return { pieces: [action, ...event.draft.render(), FEED], untagged: event.untagged };
  };
}

function faultOfObject(object: Uint8Array): RecordOutcome | undefined {
  const scan = scanValue(object, 0, object.length);
  if (scan.outcome !== 'ok') return { fault: describeFault(object, scan.at, object.length), at: scan.at };
  if (object[0] !== OPEN_OBJECT) return { fault: `not an object but ${nameOfValue(object[0]!)}`, at: 0 };
  if (scan.at < object.length) return { fault: describeFault(object, scan.at, object.length), at: scan.at };
  return undefined;
}

/** The roads part events by line feeds; inside an object those are blanks, and any other blank serves. */
function onOneLine(record: Uint8Array): Uint8Array {
  if (!record.includes(LINE_FEED)) return record;
  return record.map((byte) => (byte === LINE_FEED ? SPACE : byte));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
