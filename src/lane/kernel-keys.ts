import type { EventRules, Format } from '../model/event.js';
import { faultOfTenant } from '../event/tenant.js';

/** The keys that mean something; their places, counted from 1, are the numbers that kernel/fields.ts has for them. */
const KEYS = [
  '@timestamp',
  'timestamp',
  'time',
  'ts',
  'date',
  'datetime',
  'level',
  'severity',
  'lvl',
  'log.level',
  'log',
  'tenant_id',
  'service_name',
  'environment',
  'source',
  'tags',
];
/** The number of a key that makes a record one for the reference lane. */
const UNSURE = KEYS.length + 1;

/** Levels that a line of text may begin with: those of src/parse/text.ts. */
export const TEXT_LEVELS =
  'TRACE DEBUG INFO NOTICE WARN WARNING ERROR ERR CRITICAL CRIT FATAL ALERT EMERG EMERGENCY PANIC'.split(' ');

/** What the kernel has room for. */
const MOST_SET_FIELDS = 48;

/**
 * The numbers of the keys that the kernel is to look for.
 * @param set the fields that every event is given; the kernel leaves a record that has them to the reference lane.
 */
export function keyNumbers(rules: EventRules, set: ReadonlyMap<string, string>): (readonly [string, number])[] {
  const known = KEYS.map((key, index) => [key, index + 1] as const);
  const unsure = ['@metadata', ...set.keys(), ...(rules.ecsMeta ? ['host'] : [])];
  return [
    ...known.map(([key, number]) => [key, rules.ecsMeta && key === 'log' ? UNSURE : number] as const),
    ...unsure.map((key) => [key, UNSURE] as const),
  ];
}

/** Whether the kernel can follow these rules. It knows nothing of `--set` for fields that mean something. */
export function kernelFollows(format: Format, rules: EventRules, set: ReadonlyMap<string, string>): boolean {
  if (faultOfTenant(rules.tenant) !== undefined || set.size > MOST_SET_FIELDS) return false;
  const meant = new Set(['', '@metadata', 'host', ...KEYS, ...(format === 'text' ? ['message'] : [])]);
  return [...set.keys()].every((key) => !meant.has(key) && !/^(?:host|log)\./.test(key));
}
