import { describe, expect, test } from 'vitest';
import { describe as describeFault, verdictOf, type BulkItem } from '../../../src/sinks/elasticsearch/verdict.js';

/** An item as a real node (8.19 and 9.5) wrote it. */
const item = (status: number, type: string, reason: string, cause?: { type: string; reason: string }): BulkItem => ({
  status,
  error: { type, reason, ...(cause === undefined ? {} : { caused_by: cause }) },
});

const indexed: [string, BulkItem][] = [
  ['created', { status: 201 }],
  ['created, with a failure store at hand', { status: 201, failure_store: 'not_enabled' }],
];

const duplicates: [string, BulkItem][] = [
  [
    'a version conflict',
    item(
      409,
      'version_conflict_engine_exception',
      '[1]: version conflict, document already exists (current version [1])',
    ),
  ],
];

const retries: [string, BulkItem][] = [
  [
    'a full write queue',
    item(
      429,
      'es_rejected_execution_exception',
      'rejected execution of TimedRunnable{original=…} on EsThreadPoolExecutor',
    ),
  ],
  ['a tripped circuit breaker', item(429, 'circuit_breaking_exception', '[parent] Data too large')],
  ['a primary that is not there', item(503, 'unavailable_shards_exception', '[logs-a][0] primary shard is not active')],
  ['no master', item(503, 'cluster_block_exception', 'blocked by: [SERVICE_UNAVAILABLE/2/no master];')],
  ['a write block', item(403, 'cluster_block_exception', 'index [a] blocked by: [FORBIDDEN/8/index write (api)];')],
  [
    'a full disk',
    item(
      429,
      'cluster_block_exception',
      'index [a] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];',
    ),
  ],
  [
    'the shard limit',
    item(
      400,
      'validation_exception',
      'Validation Failed: 1: this action would add [2] shards, but this cluster currently has [3]/[1] maximum normal shards open; for more information, see https://www.elastic.co/;',
    ),
  ],
  ['a closed index', item(400, 'index_closed_exception', 'closed')],
  [
    'a missing index',
    item(404, 'index_not_found_exception', 'no such index [a] and [action.auto_create_index] is [false]'),
  ],
  ['two who create the index at once', item(400, 'resource_already_exists_exception', 'index [a/x] already exists')],
  ['an error without a type', { status: 500 }],
];

const rejects: [string, BulkItem, reason: string][] = [
  [
    'a mapping conflict',
    item(
      400,
      'document_parsing_exception',
      "[1:42] failed to parse field [n] of type [long] in document with id 'x'. Preview of field's value: 'abc'",
      { type: 'illegal_argument_exception', reason: 'For input string: "abc"' },
    ),
    `400 document_parsing_exception: failed to parse field [n] of type [long]. Preview of field's value: 'abc' (For input string: "abc")`,
  ],
  [
    'a mapping conflict of an older release',
    item(400, 'mapper_parsing_exception', "failed to parse field [n] of type [long] in document with id 'x'"),
    '400 mapper_parsing_exception: failed to parse field [n] of type [long]',
  ],
  [
    'a missing @timestamp',
    item(
      400,
      'document_parsing_exception',
      '[1:7] failed to parse: data stream timestamp field [@timestamp] is missing',
      { type: 'illegal_argument_exception', reason: 'data stream timestamp field [@timestamp] is missing' },
    ),
    '400 document_parsing_exception: failed to parse: data stream timestamp field [@timestamp] is missing',
  ],
  [
    'a duplicate key',
    item(
      400,
      'document_parsing_exception',
      `[1:6] failed to parse: [1:11] Duplicate field 'a'\n at [Source: (byte[])"{"a":1,"a":2}"; line: 1, column: 11]`,
    ),
    `400 document_parsing_exception: failed to parse: Duplicate field 'a'`,
  ],
  [
    'an illegal name',
    item(400, 'invalid_index_name_exception', 'Invalid index name [Logs-A], must be lowercase'),
    '400 invalid_index_name_exception: Invalid index name [Logs-A], must be lowercase',
  ],
  [
    'the word of a pipeline, whatever its status',
    item(500, 'fail_processor_exception', 'no way'),
    '500 fail_processor_exception: no way',
  ],
  ['the failure store', { status: 201, failure_store: 'used' }, 'Elasticsearch put it into the failure store'],
  [
    'a document that speaks of shards',
    item(400, 'document_parsing_exception', `Preview of field's value: 'this action would add [1] shards'`),
    `400 document_parsing_exception: Preview of field's value: 'this action would add [1] shards'`,
  ],
];

const stops: [string, BulkItem, denied: boolean][] = [
  [
    'a missing privilege',
    item(
      403,
      'security_exception',
      'action [indices:admin/auto_create] is unauthorized for API key id [EUdq] of user [joe] on indices [logs-b-2026], this action is granted by the index privileges [auto_configure,create_index,manage,all]',
    ),
    true,
  ],
  ['refused credentials', item(401, 'security_exception', 'unable to authenticate user [joe]'), true],
  ['an unknown 403', item(403, 'some_exception', 'no'), true],
  ['a missing pipeline', item(400, 'illegal_argument_exception', 'pipeline with id [zz] does not exist'), false],
  [
    'an alias that can not be written',
    item(400, 'illegal_argument_exception', 'no write index is defined for alias [al]. The write index may be …'),
    false,
  ],
];

describe('the verdict on an item of a bulk answer', () => {
  test.each(indexed)('%s: delivered', (_, given) => expect(verdictOf(given)).toBeUndefined());
  test.each(duplicates)('%s: duplicate', (_, given) => expect(verdictOf(given)).toEqual({ kind: 'duplicate' }));
  test.each(retries)('%s: retry', (_, given) => expect(verdictOf(given)).toMatchObject({ kind: 'retry' }));
  test.each(rejects)('%s: reject', (_, given, reason) => expect(verdictOf(given)).toEqual({ kind: 'reject', reason }));
  test.each(stops)('%s: stop', (_, given, denied) => expect(verdictOf(given)).toMatchObject({ kind: 'stop', denied }));
});

test('a long reason is cut', () => {
  expect(describeFault({ type: 't', reason: 'x'.repeat(1000) })).toHaveLength(300);
});
