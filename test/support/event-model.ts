import type { EventRules } from '../../src/model/event.js';
import { NUMBER_TIMES } from './corpus-fields.js';

/**
 * The event as docs/events.md tells it, over values that JSON.parse has read: what any lane must come to. It knows
 * nothing of bytes, so it can't tell `30` from `3e1`.
 */

export type Values = Record<string, unknown>;

export interface ModelOrigin {
  readonly path: string;
  readonly offset: number;
  readonly readAt: number;
}

const TIME_NAMES = ['@timestamp', 'timestamp', 'time', 'ts', 'date', 'datetime'];
const LEVEL_NUMBERS = new Map(
  [10, 20, 30, 40, 50, 60].map((number, index) => [number, 'TRACE DEBUG INFO WARN ERROR FATAL'.split(' ')[index]!]),
);

/** The event of a record without its id, or 'rejected'. */
export function modelEvent(record: Values, rules: EventRules, origin: ModelOrigin): Values | 'rejected' {
  const event: Values = { ...record };
  const has = (name: string) => Object.hasOwn(event, name);
  const add = (name: string, value: unknown) => void (has(name) || value === undefined || (event[name] = value));
  delete event['@metadata'];
  for (const [name, value] of rules.set) event[name] = value;

  const times = TIME_NAMES.filter(has).map((name) => modelTime(event[name], origin.readAt));
  const failed = times.length > 0 && times.every((time) => time === undefined);
  if (has('@timestamp') && times[0] === undefined) {
    let name = '_@timestamp';
    while (has(name)) name = `_${name}`;
    // A field that only the rules have set is no field of the record, which is what is kept.
    if (Object.hasOwn(record, '@timestamp')) event[name] = event['@timestamp'];
  }
  event['@timestamp'] = times.find((time) => time !== undefined) ?? new Date(origin.readAt).toISOString();

  const log = event['log'] as Values | null;
  const levels = has('level')
    ? [event['level']]
    : [
        event['severity'],
        event['lvl'],
        event['log.level'],
        isObject(log) && Object.hasOwn(log, 'level') ? log['level'] : undefined,
      ];
  const level = levels.map(modelLevel).find((word) => word !== undefined);
  if (level !== undefined) event['level'] = level;

  add('tenant_id', rules.tenant);
  const tenant = Number.isInteger(event['tenant_id']) ? String(event['tenant_id']) : event['tenant_id'];
  const legal =
    typeof tenant === 'string' &&
    /^[^-_+.\\/*?"<>| ,#:\p{Cc}\p{Cs}\p{Lu}][^\\/*?"<>| ,#:\p{Cc}\p{Cs}\p{Lu}]*$/u.test(tenant);
  if (!legal || Buffer.byteLength(tenant) > 100 || (rules.pinTenant && tenant !== rules.tenant)) return 'rejected';

  add('service_name', rules.service);
  add('environment', rules.environment);
  add('source', rules.source ?? origin.path);
  if (rules.ecsMeta) {
    const names = Object.keys(event);
    const free = (field: string) => !names.some((name) => name === field || name.startsWith(`${field}.`));
    if (free('host')) event['host'] = { name: rules.hostname };
    if (free('log')) event['log'] = { file: { path: origin.path }, offset: origin.offset };
  }
  const tags = [
    tagOf('service', event['service_name']),
    tagOf('env', event['environment']),
    failed ? ['_timestampparsefailure'] : [],
  ].flat();
  const old: unknown = has('tags') ? event['tags'] : [];
  const list: unknown = typeof old === 'string' ? [old] : old;
  if (tags.length > 0 && Array.isArray(list)) {
    event['tags'] = [...(list as unknown[]), ...tags.filter((tag) => !list.includes(tag))];
  }
  return event;
}

function tagOf(name: string, value: unknown): string[] {
  return typeof value === 'string' && value !== '' ? [`${name}:${value}`] : [];
}

function modelLevel(value: unknown): string | undefined {
  if (typeof value === 'string') return value.toUpperCase() || undefined;
  return LEVEL_NUMBERS.get(value as number);
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const DAY_NS = 86_400_000_000_000n;

/** The time that a value stands for, in nanoseconds by way of BigInt. */
function modelTime(value: unknown, readAt: number): string | undefined {
  // A double has lost the last digits: the corpus is asked for them.
  const text =
    typeof value === 'number' ? (NUMBER_TIMES.find((number) => Number(number) === value) ?? String(value)) : value;
  if (typeof text !== 'string') return undefined;
  const time = typeof value === 'string' ? (isoTime(text) ?? numberTime(text)) : numberTime(text);
  if (time === undefined || time < BigInt(Date.UTC(1990)) * 1_000_000n) return undefined;
  if (time / 1_000_000n > BigInt(readAt) + DAY_NS / 1_000_000n) return undefined;
  const digits = String(time % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0{1,6}$/, '');
  return `${new Date(Number(time / 1_000_000n)).toISOString().slice(0, 19)}.${digits}Z`;
}

function numberTime(text: string): bigint | undefined {
  const size = Number(text);
  if (!/^\d/.test(text) || !/\d$/.test(text) || !(size < 1e30)) return undefined;
  const scale = size < 1e11 ? 9 : size < 1e14 ? 6 : size < 1e17 ? 3 : 0;
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const shift = scale + Number(exponent) - fraction.length;
  const number = BigInt(whole + fraction);
  return shift >= 0 ? number * 10n ** BigInt(shift) : number / 10n ** BigInt(-shift);
}

function isoTime(text: string): bigint | undefined {
  const parts =
    /^(\d{4}-\d\d-\d\d)(?:[Tt ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60)(?:[.,](\d+))?)?(?: ?([Zz]|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?))?)?$/.exec(
      text,
    );
  if (!parts) return undefined;
  const [, date = '', hour = '00', minute = '00', second = '00', fraction = '', offset = 'Z'] = parts;
  const day = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return undefined;
  const east =
    offset.toUpperCase() === 'Z'
      ? 0
      : Number(`${offset[0]}1`) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3).replace(':', '')));
  const seconds = day / 1000 + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - east * 60;
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}
