import { duplicate, reject, retry, stop, type Verdict } from '../../model/verdict.js';

/** An error as Elasticsearch writes it, in an item or in an answer. */
export interface ElasticsearchFault {
  readonly type: string;
  readonly reason?: string | null;
  readonly caused_by?: ElasticsearchFault;
}

/** What a bulk answer says of one document. */
export interface BulkItem {
  readonly status: number;
  readonly error?: ElasticsearchFault;
  /** `used`: the document went to the failure store of its data stream, not into the stream. */
  readonly failure_store?: string;
}

/** Passing states of the cluster or the index, whatever status they come with. */
const PASSING = new Set([
  'cluster_block_exception',
  'index_closed_exception',
  'index_not_found_exception',
  'resource_already_exists_exception',
  'illegal_index_shard_state_exception',
  'shard_not_found_exception',
]);

/** A person has to set something right; the documents are good. */
const SETUP = /^(pipeline with id \[.*\] does not exist|no write index is defined for alias)/;

const SHARD_LIMIT = /this action would add \[\d+\] shards/;

/**
 * Judges one item of a bulk answer, by the type of its error before its status: a full cluster answers 400 and a
 * write block 403. `undefined`: the document is indexed.
 */
export function verdictOf(item: BulkItem): Verdict | undefined {
  const { status, error } = item;
  if (status >= 200 && status < 300) {
    return item.failure_store === 'used' ? reject('Elasticsearch put it into the failure store') : undefined;
  }
  const type = error?.type ?? '';
  const said = error?.reason ?? '';
  const reason = `${status} ${describe(error)}`;
  if (type === 'version_conflict_engine_exception') return duplicate;
  if (PASSING.has(type) || (type === 'validation_exception' && SHARD_LIMIT.test(said))) return retry(reason);
  if (type === 'security_exception' || status === 401 || status === 403) return stop(reason, true);
  // The `fail` processor of a pipeline refuses a document with a 500.
  if (type === 'fail_processor_exception') return reject(reason);
  if (status === 408 || status === 409 || status === 429 || status >= 500) return retry(reason);
  return SETUP.test(said) ? stop(reason) : reject(reason);
}

const REASON_LENGTH = 300;

/**
 * `type: reason (cause)` on one line. What differs from document to document for no use to the reader, the id and the
 * place in the line that was sent, is left out: so equal faults read equal.
 */
export function describe(error: ElasticsearchFault | undefined): string {
  if (error === undefined) return 'no reason given';
  const reason = tidy(error.reason);
  const cause = tidy(rootOf(error).reason);
  const because = cause === '' || reason.includes(cause) ? '' : ` (${cause})`;
  const text = `${error.type}: ${reason}${because}`;
  return text.length > REASON_LENGTH ? `${text.slice(0, REASON_LENGTH - 1)}…` : text;
}

function rootOf(error: ElasticsearchFault): ElasticsearchFault {
  let root = error;
  while (root.caused_by) root = root.caused_by;
  return root;
}

function tidy(reason: string | null | undefined): string {
  return (reason ?? '')
    .split('\n', 1)[0]!
    .replace(/ in document with id '[^']*'/, '')
    .replace(/\[\d+:\d+\] /g, '')
    .trim();
}
