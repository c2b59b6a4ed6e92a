import { HttpFault } from './fault.js';
import { matches } from './filter-path.js';

/** Elasticsearch's own limit for the shards of a node, one an index. */
const MOST = 1000;
const MAX_NAME_BYTES = 255;
const FORBIDDEN = /[\\/*?"<>| ,#:]/;

/** Counts the documents of each index that came in since the start. */
export class Indices {
  readonly #counts = new Map<string, number>();

  /** Why an index can't be written to, as Elasticsearch says it; `undefined` where it can. */
  faultOf(index: string): HttpFault | undefined {
    if (this.#counts.has(index)) return undefined;
    const fault = faultOfName(index);
    if (fault !== undefined) {
      return new HttpFault(400, 'invalid_index_name_exception', `Invalid index name [${index}], ${fault}`);
    }
    if (this.#counts.size < MOST) return undefined;
    const reason = `this action would add [1] shards, but this cluster currently has [${MOST}]/[${MOST}] maximum normal shards open`;
    return new HttpFault(400, 'validation_exception', `Validation Failed: 1: ${reason};`);
  }

  /** A document was written. */
  add(index: string, documents = 1): void {
    this.#counts.set(index, (this.#counts.get(index) ?? 0) + documents);
  }

  /** Documents of all indices that a list of names and patterns means. Throws `HttpFault` for a name that is unknown. */
  count(list: string): number {
    const names = new Set<string>();
    for (const pattern of list.split(',')) {
      const wanted = pattern === '_all' || pattern === '' ? '*' : pattern;
      const found = [...this.#counts.keys()].filter((name) => matches(wanted, name));
      if (found.length === 0 && !wanted.includes('*')) {
        throw new HttpFault(404, 'index_not_found_exception', `no such index [${pattern}]`);
      }
      for (const name of found) names.add(name);
    }
    let sum = 0;
    for (const name of names) sum += this.#counts.get(name) ?? 0;
    return sum;
  }
}

function faultOfName(index: string): string | undefined {
  if (index === '' || index === '.' || index === '..') return 'must not be empty, . or ..';
  if (index !== index.toLowerCase()) return 'must be lowercase';
  if (/^[-_+]/.test(index)) return "must not start with '_', '-', or '+'";
  if (FORBIDDEN.test(index)) return 'must not contain the following characters [\\, /, *, ?, ", <, >, |,  , ,, #, :]';
  if (Buffer.byteLength(index) > MAX_NAME_BYTES) return `index name is too long, (> ${MAX_NAME_BYTES})`;
  return undefined;
}
