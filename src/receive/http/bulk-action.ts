import { illegal } from './fault.js';

const OPERATIONS = ['create', 'index', 'update', 'delete'] as const;

export type Operation = (typeof OPERATIONS)[number];

/** What the first of two lines says is to be done with the second. */
export interface BulkAction {
  readonly operation: Operation;
  readonly index: string;
  /** Absent where Elasticsearch would make one. */
  readonly id: string | undefined;
}

/**
 * Reads an action line. Throws `HttpFault`, with which the whole request fails.
 * @param number of the line in the request, from 1.
 */
export function readAction(line: string, number: number, defaultIndex: string | undefined): BulkAction {
  const where = `Malformed action/metadata line [${number}]`;
  const action = parse(line);
  if (!isObject(action)) throw illegal(`${where}, expected START_OBJECT`);
  const [entry, ...others] = Object.entries(action);
  if (entry === undefined || others.length > 0) throw illegal(`${where}, expected one field: the operation`);
  const [name, details] = entry;
  const operation = OPERATIONS.find((known) => known === name);
  if (operation === undefined) {
    throw illegal(`${where}, expected field [create], [delete], [index] or [update] but found [${name}]`);
  }
  if (!isObject(details)) throw illegal(`${where}, expected START_OBJECT behind [${name}]`);
  const { _index: index = defaultIndex, _id: id } = details;
  if (typeof index !== 'string') throw illegal(`Validation Failed: line ${number}: index is missing;`);
  if (id !== undefined && id !== null && typeof id !== 'string' && typeof id !== 'number') {
    throw illegal(`${where}, [_id] is neither a string nor a number`);
  }
  return { operation, index, id: id === undefined || id === null ? undefined : String(id) };
}

/** The object that a document is; `undefined` where it is none. */
export function readDocument(line: string): Record<string, unknown> | undefined {
  const document = parse(line);
  return isObject(document) ? document : undefined;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
