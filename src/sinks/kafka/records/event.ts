import type { Batch } from '../../../model/batch.js';

/** What `{"create":{"_index":"logs-` is long: what follows in an action line is the tenant. */
const TENANT_AT = '{"create":{"_index":"logs-'.length;
/** `-YYYY.MM` at the end of an index name. */
const MONTH = '-2026.01'.length;
/** From the end of the index name to the id. */
const TO_ID = '","_id":"'.length;
/** `"}}` and the line feed at the end of an action line. */
const ACTION_TAIL = '"}}\n'.length;

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** Where the parts of an event stand in the bytes of its batch. One is used again and again: nothing is kept in it. */
export class EventPlaces {
  tenantStart = 0;
  tenantEnd = 0;
  idStart = 0;
  idEnd = 0;
  /** The document, without its closing brace. */
  documentStart = 0;
  documentEnd = 0;

  /**
   * Finds the parts of event `index`, which is laid out for a bulk request. The action line is our own: the tenant is
   * part of its index name and needs no escapes there (see src/event/tenant.ts), and an id has neither.
   */
  find(batch: Batch, index: number): void {
    const { bytes } = batch;
    const start = index === 0 ? 0 : batch.endOf(index - 1);
    let at = start + TENANT_AT;
    this.tenantStart = at;
    while (bytes[at] !== QUOTE) at++;
    this.tenantEnd = at - MONTH;
    at += TO_ID;
    this.idStart = at;
    while (bytes[at] !== LINE_FEED) at++;
    this.idEnd = at + 1 - ACTION_TAIL;
    this.documentStart = at + 1;
    this.documentEnd = batch.endOf(index) - 2;
  }
}
