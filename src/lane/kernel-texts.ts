import type { EventRules } from '../model/event.js';
import type { Encoding } from '../model/batch.js';
import { quote } from '../kit/json/text.js';
import type { Source } from '../model/source.js';
import { formatTimestamp } from '../event/timestamp.js';
import type { Kernel } from './kernel-module.js';

/** Pieces of events that are the same for many of them, by the numbers that kernel/pieces.ts has for them. */
type Pieces = readonly (readonly [piece: number, text: string])[];

const SET = 0;
const READ_TIME = 1;
const TENANT_FIELD = 2;
const SERVICE_FIELD = 3;
const ENVIRONMENT_FIELD = 4;
const SOURCE_FIELD = 5;
const MISSING_FIELDS = 6;
const ECS_META = 7;
const RULE_TAGS = 8;
const SERVICE_TEXT = 9;
const ENVIRONMENT_TEXT = 10;
const TENANT_TEXT = 11;
const ACTION = 12;
const TENANT_ACTION = 13;
const READ_MONTH = 14;
const ID_HEAD = 15;
const ID_TAIL = 16;
const TIME_HEAD = 17;
const LEVEL_HEAD = 18;
const TAGS_HEAD = 19;
const SERVICE_TAG = 20;
const ENVIRONMENT_TAG = 21;
const MESSAGE_HEAD = 22;

/** What stands in the text of a time from its milliseconds on. */
const TIME_END = '000Z"';
const ZERO = 0x30;

/** What the rules give to all events. */
export function piecesOfRules(rules: EventRules, set: ReadonlyMap<string, string>): Pieces {
  const service = inner(rules.service);
  const environment = inner(rules.environment);
  const tags = [
    ...(service === '' ? [] : [`"service:${service}"`]),
    ...(environment === '' ? [] : [`"env:${environment}"`]),
  ];
  return [
    [SET, [...set].map(([key, value]) => member(key, value)).join('')],
    [RULE_TAGS, `,"tags":[${tags.join(',')}]`],
    [SERVICE_TEXT, service],
    [ENVIRONMENT_TEXT, environment],
    [TENANT_TEXT, inner(rules.tenant)],
    [ACTION, '{"create":{"_index":"logs-'],
    [TENANT_ACTION, `{"create":{"_index":"logs-${inner(rules.tenant)}`],
    [ID_TAIL, '"}}\n'],
    [TIME_HEAD, ',"@timestamp":'],
    [LEVEL_HEAD, ',"level":'],
    [TAGS_HEAD, ',"tags":['],
    [SERVICE_TAG, '"service:'],
    [ENVIRONMENT_TAG, '"env:'],
    [MESSAGE_HEAD, '{"message":"'],
  ];
}

/** What all events of a source have. */
export function piecesOfSource(source: Source, rules: EventRules, encoding: Encoding): Pieces {
  const { service, environment, ecsMeta } = rules;
  const log = JSON.stringify({ file: { path: source.path } }).slice(0, -1);
  const tenantField = member('tenant_id', rules.tenant);
  const serviceField = service === undefined ? '' : member('service_name', service);
  const environmentField = environment === undefined ? '' : member('environment', environment);
  const sourceField = member('source', rules.source ?? source.path);
  return [
    [TENANT_FIELD, tenantField],
    [SERVICE_FIELD, serviceField],
    [ENVIRONMENT_FIELD, environmentField],
    [SOURCE_FIELD, sourceField],
    [MISSING_FIELDS, tenantField + serviceField + environmentField + sourceField],
    [ECS_META, ecsMeta ? `,"host":${JSON.stringify({ name: rules.hostname })},"log":${log},"offset":` : ''],
    [ID_HEAD, `${encoding === 'bulk' ? '",' : ',"@metadata":{'}"_id":"${source.key}-`],
  ];
}

/** What all events have that have no time of their own. */
function piecesOfTime(readAt: number): readonly [Pieces[number], Pieces[number]] {
  const time = formatTimestamp(readAt);
  return [
    [READ_TIME, `,"@timestamp":"${time}"`],
    [READ_MONTH, `-${time.slice(0, 4)}.${time.slice(5, 7)}`],
  ];
}

function member(key: string, value: string): string {
  return `,${quote(key).toString()}:${quote(value).toString()}`;
}

/** What stands inside the quotes of a JSON string. */
function inner(text = ''): string {
  return quote(text).toString().slice(1, -1);
}

/** A part of the kernel's memory for texts. */
export class TextRegion {
  readonly #kernel: Kernel;
  readonly #memory: Uint8Array;
  readonly #start: number;
  readonly #capacity: number;

  constructor(kernel: Kernel, memory: Uint8Array, start: number, capacity: number) {
    this.#kernel = kernel;
    this.#memory = memory;
    this.#start = start;
    this.#capacity = capacity;
  }

  /** Replaces what the region holds. @returns how many bytes that is, or undefined where it is too small. */
  write(pieces: Pieces): number | undefined {
    const texts = pieces.map(([piece, text]) => ({ piece, bytes: Buffer.from(text) }));
    const length = texts.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (length > this.#capacity) return undefined;
    let at = this.#start;
    for (const { piece, bytes } of texts) {
      this.#memory.set(bytes, at);
      this.#kernel.setPiece(piece, at, bytes.length);
      at += bytes.length;
    }
    return length;
  }

  /** Changes one byte of what it holds. */
  put(at: number, byte: number): void {
    this.#memory[this.#start + at] = byte;
  }
}

/** The texts of the time of reading. Of the same second, its milliseconds are all that changes. */
export class TimeTexts {
  readonly #region: TextRegion;
  #second: number | undefined;
  /** Where in the region its milliseconds stand. */
  #at = 0;

  constructor(region: TextRegion) {
    this.#region = region;
  }

  /** @param readAt milliseconds since 1970. */
  write(readAt: number): void {
    const second = Math.floor(readAt / 1000);
    if (second !== this.#second) {
      const pieces = piecesOfTime(readAt);
      this.#region.write(pieces);
      this.#second = second;
      this.#at = pieces[0][1].length - TIME_END.length;
      return;
    }
    const milliseconds = Math.floor(readAt - second * 1000);
    this.#region.put(this.#at, ZERO + Math.floor(milliseconds / 100));
    this.#region.put(this.#at + 1, ZERO + (Math.floor(milliseconds / 10) % 10));
    this.#region.put(this.#at + 2, ZERO + (milliseconds % 10));
  }
}
