import { unquote } from '../kit/json/text.js';

const MAX_BYTES = 100;
/** What may stand nowhere in the name of an index, and what may not begin its part of the name. */
const FORBIDDEN = /[\\/*?"<>| ,#:\u0000-\u001f\u007f]/;
const FORBIDDEN_FIRST = /^[-_+.]/;

/**
 * Why a tenant can't be part of an index name; undefined where it can. The rules are those of Elasticsearch
 * (docs/events.md): what breaks them is rejected, never mapped onto the name of another tenant.
 */
export function faultOfTenant(tenant: string): string | undefined {
  const shown = JSON.stringify(tenant);
  if (tenant === '') return 'tenant_id is empty';
  if (Buffer.byteLength(tenant) > MAX_BYTES) return `tenant_id is longer than ${MAX_BYTES} bytes`;
  if (tenant !== tenant.toLowerCase()) return `tenant_id ${shown} has capital letters`;
  if (FORBIDDEN_FIRST.test(tenant)) return `tenant_id ${shown} begins with ${tenant[0]}`;
  const forbidden = FORBIDDEN.exec(tenant);
  if (forbidden) return `tenant_id ${shown} has the character ${JSON.stringify(forbidden[0])}`;
  if (!tenant.isWellFormed()) return `tenant_id ${shown} has half of a surrogate pair`;
  return undefined;
}

/** The tenant that a JSON value names: a string, or a whole number as it is written. Undefined for anything else. */
export function readTenant(value: Uint8Array): string | undefined {
  if (value[0] === 0x22) return unquote(value);
  const text = Buffer.from(value).toString('latin1');
  return /^\d+$/.test(text) ? text : undefined;
}

/** The index of an event: `logs-{tenant}-YYYY.MM`, by the UTC month of its `@timestamp`. */
export function indexName(tenant: string, timestamp: string): string {
  return `logs-${tenant}-${timestamp.slice(0, 4)}.${timestamp.slice(5, 7)}`;
}
