import type { Verdict } from '../../model/verdict.js';
import { verdictOf, type BulkItem } from './verdict.js';

/** What was said of one event of a request that was not indexed. */
export interface Exception {
  /** 0-based, in the order of the request. */
  readonly index: number;
  readonly verdict: Verdict;
}

/** A bulk answer that can't be matched to what was sent: everything is in doubt. */
export class UnreadableAnswer extends Error {}

const HEAD = '{"errors":false,"items":[';
const CREATED = '{"create":{"status":201}}';
const TAIL = ']}';

/** Reads the answer to a bulk request of `sent` creates. Throws `UnreadableAnswer`. */
export function exceptionsIn(body: string, sent: number): Exception[] {
  return allCreated(body, sent) ? [] : judge(parseItems(body, sent));
}

/** Answers to good requests differ in length only, so the usual case costs no parsing. */
function allCreated(body: string, sent: number): boolean {
  const length = HEAD.length + sent * (CREATED.length + 1) - 1 + TAIL.length;
  return body.length === length && body.startsWith(HEAD + CREATED) && body.endsWith(CREATED + TAIL);
}

function judge(items: readonly BulkItem[]): Exception[] {
  const exceptions: Exception[] = [];
  items.forEach((item, index) => {
    const verdict = verdictOf(item);
    if (verdict !== undefined) exceptions.push({ index, verdict });
  });
  return exceptions;
}

function parseItems(body: string, sent: number): BulkItem[] {
  const items = itemsOf(parse(body));
  if (!Array.isArray(items)) throw new UnreadableAnswer('the answer holds no items');
  if (items.length !== sent) throw new UnreadableAnswer(`${items.length} answers came for ${sent} documents`);
  return items.map(itemOf);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new UnreadableAnswer('the answer is cut off or no JSON', { cause });
  }
}

function itemsOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'items' in answer ? answer.items : undefined;
}

/** An item is `{"<operation>": {…}}`. */
function itemOf(entry: unknown): BulkItem {
  const [item] = typeof entry === 'object' && entry !== null ? Object.values(entry) : [];
  if (typeof item !== 'object' || item === null || typeof item.status !== 'number') {
    throw new UnreadableAnswer('an item of the answer has no status');
  }
  return item;
}
