import { randomBytes } from 'node:crypto';
import type { BulkAction } from './bulk-action.js';
import type { Filter } from './filter-path.js';
import type { Refusal } from './fault.js';

const SHARDS = { total: 1, successful: 1, failed: 0 };

/** Gathers what became of each document of a bulk request. */
export class BulkAnswer {
  readonly #filter: Filter;
  /** Begins the ids that are made here. */
  readonly #ids = randomBytes(9).toString('base64url');
  /** Whether the answer to a document that was taken is the same for all. */
  readonly #plain: boolean;
  readonly #plainItems = new Map<string, string>();
  readonly #items: string[] = [];
  #errors = false;
  #bytes = 0;

  constructor(filter: Filter) {
    this.#filter = filter;
    const sample = (id: string) => this.#text(taken({ operation: 'create', index: id, id }, id, id.length));
    this.#plain = sample('a') === sample('bc');
  }

  /** What it costs in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A document was written; `again` where one with its id had been written before. */
  take(action: BulkAction, again: boolean): void {
    const kind = `${action.operation}${again}`;
    let text = this.#plain ? this.#plainItems.get(kind) : undefined;
    if (text === undefined) {
      text = this.#taken(action, again);
      if (this.#plain) this.#plainItems.set(kind, text);
      this.#bytes += text.length;
    }
    this.#push(text);
  }

  /** A document was not written. */
  refuse({ operation, index, id }: BulkAction, { status, type, reason }: Refusal): void {
    this.#errors = true;
    const item = { _index: index, _id: id ?? null, status, error: { type, reason, index } };
    const text = this.#text({ [operation]: item });
    this.#bytes += text.length;
    this.#push(text);
  }

  /** The whole answer, as JSON. */
  text(took: number): string {
    const { items: _, ...head } = this.#filter({ took, errors: this.#errors, items: [{}] }) as Record<string, unknown>;
    const items = this.#items.filter((item) => item !== '');
    const members = Object.entries(head).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    if (items.length > 0 || this.#items.length === 0) members.push(`"items":[${items.join(',')}]`);
    return `{${members.join(',')}}`;
  }

  #taken(action: BulkAction, again: boolean): string {
    const sequence = this.#items.length;
    return this.#text(taken(action, action.id ?? `${this.#ids}${sequence}`, sequence, again));
  }

  #push(text: string): void {
    this.#items.push(text);
    // A place in the list.
    this.#bytes += 8;
  }

  /** An item as it stands in the answer; empty where the filter leaves nothing of it. */
  #text(item: object): string {
    const { items = [] } = this.#filter({ items: [item] }) as { items?: object[] };
    return items.length === 0 ? '' : JSON.stringify(items[0]);
  }
}

function taken({ operation, index }: BulkAction, id: string, sequence: number, again = false): object {
  const result = again ? { _version: 2, result: 'updated' } : { _version: 1, result: 'created' };
  const rest = { _shards: SHARDS, _seq_no: sequence, _primary_term: 1, status: again ? 200 : 201 };
  return { [operation]: { _index: index, _id: id, ...result, ...rest } };
}
