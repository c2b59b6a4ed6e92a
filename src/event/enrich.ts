import { quote } from '../kit/json/text.js';
import type { EventRules } from '../model/event.js';
import type { Position } from '../model/position.js';
import type { Source } from '../model/source.js';
import { Draft } from './draft.js';
import { applyLevel } from './level.js';
import { addTags } from './tags.js';
import { faultOfTenant, indexName, readTenant } from './tenant.js';
import { formatTimestamp, readTimestamp } from './timestamp.js';

/** The names that a time is looked for under, the first readable one counts. */
const TIMESTAMP_NAMES = ['@timestamp', 'timestamp', 'time', 'ts', 'date', 'datetime'];
const TIMESTAMP_FAILURE = quote('_timestampparsefailure');

/** Where a record stood, and when it was read. */
export interface Origin {
  readonly source: Source;
  readonly position: Position;
  /** Milliseconds since 1970. */
  readonly readAt: number;
}

/** A record that became an event, or the reason why it can't. */
export type Enriched =
  | {
      readonly draft: Draft;
      readonly index: string;
      /** Its `tags` could not be added to. */ readonly untagged: boolean;
    }
  | { readonly fault: string };

/** Makes an event of a record: every field that docs/events.md describes but the id, which depends on the road. */
export function enrich(record: Uint8Array, origin: Origin, rules: EventRules): Enriched {
  const draft = new Draft(record);
  draft.remove('@metadata');
  for (const [key, value] of rules.set) draft.set(key, quote(value));
  const { timestamp, failed } = applyTimestamp(draft, origin.readAt);
  applyLevel(draft);
  const tenant = applyTenant(draft, rules);
  if ('fault' in tenant) return tenant;
  addMissing(draft, 'service_name', rules.service);
  addMissing(draft, 'environment', rules.environment);
  addMissing(draft, 'source', rules.source ?? origin.source.path);
  if (rules.ecsMeta) applyEcsMeta(draft, origin, rules.hostname);
  const tagged = applyTags(draft, failed);
  return { draft, index: indexName(tenant.name, timestamp), untagged: !tagged };
}

function applyTimestamp(draft: Draft, now: number): { timestamp: string; failed: boolean } {
  let failed = false;
  let timestamp: string | undefined;
  for (const name of TIMESTAMP_NAMES) {
    const value = draft.field(name)?.value;
    if (value === undefined) continue;
    timestamp = readTimestamp(value, now);
    if (timestamp !== undefined) break;
    failed = true;
  }
  const own = draft.field('@timestamp');
  const wanted = quote(timestamp ?? formatTimestamp(now));
  if (own && readTimestamp(own.value, now) === undefined) keepUnreadable(draft);
  if (!own || !wanted.equals(own.value)) draft.set('@timestamp', wanted);
  return { timestamp: timestamp ?? formatTimestamp(now), failed: failed && timestamp === undefined };
}

/** An unreadable `@timestamp` gives its place up and stays as `_@timestamp`, where Logstash puts it too. */
function keepUnreadable(draft: Draft): void {
  let name = '_@timestamp';
  while (draft.field(name)) name = `_${name}`;
  draft.rename('@timestamp', name);
}

function applyTenant(draft: Draft, rules: EventRules): { name: string } | { fault: string } {
  const field = draft.field('tenant_id');
  const name = field ? readTenant(field.value) : rules.tenant;
  if (name === undefined) return { fault: 'tenant_id is no string' };
  const fault = faultOfTenant(name);
  if (fault !== undefined) return { fault };
  if (rules.pinTenant && name !== rules.tenant) {
    return {
      fault: `tenant_id ${JSON.stringify(name)} is not ${JSON.stringify(rules.tenant)}, to which --pin-tenant holds`,
    };
  }
  if (!field) draft.set('tenant_id', quote(name));
  return { name };
}

function addMissing(draft: Draft, name: string, value: string | undefined): void {
  if (value !== undefined && !draft.field(name)) draft.set(name, quote(value));
}

function applyEcsMeta(draft: Draft, { source, position }: Origin, hostname: string): void {
  const has = (name: string) => draft.some((field) => field === name || field.startsWith(`${name}.`));
  if (!has('host')) draft.set('host', Buffer.from(JSON.stringify({ name: hostname })));
  if (!has('log'))
    draft.set('log', Buffer.from(JSON.stringify({ file: { path: source.path }, offset: position.offset })));
}

/** @returns false where the event has `tags` that are neither a string nor an array, and tags were wanted. */
function applyTags(draft: Draft, timestampFailed: boolean): boolean {
  const wanted = [tagOf(draft, 'service', 'service_name'), tagOf(draft, 'env', 'environment')].filter(
    (tag) => tag !== undefined,
  );
  if (timestampFailed) wanted.push(TIMESTAMP_FAILURE);
  if (wanted.length === 0) return true;
  const old = draft.field('tags')?.value;
  const tags = addTags(old, wanted);
  if (tags !== undefined && tags !== old) draft.set('tags', tags);
  return tags !== undefined;
}

/** `"service:checkout"`: the bytes of the string in the event, with the name of the tag in front. */
function tagOf(draft: Draft, tag: string, name: string): Buffer | undefined {
  const value = draft.field(name)?.value;
  if (value?.[0] !== 0x22 || value.length === 2) return undefined;
  return Buffer.concat([Buffer.from(`"${tag}:`), value.subarray(1)]);
}
