import { describe, expect, test } from 'vitest';
import { type BulkReply, listen } from './world.js';

const JULY = '"@timestamp":"2026-07-01T10:00:00Z"';
const create = (id: string, index = 'logs-a-2026.07') => ({ create: { _index: index, _id: id } });
const items = (body: BulkReply) => body.items!.map((item) => Object.values(item)[0]!);
const statuses = (body: BulkReply) => items(body).map(({ status }) => status);

describe('a document', () => {
  test('goes to the file of its index, as it would by the other roads', async () => {
    const { bulk, kept, count, tally } = await listen();
    const { status, body } = await bulk([create('k-1'), '{"n": 1e400, "é":"\\u00e9"}', create('k-2'), '{}']);
    expect(status).toBe(200);
    expect(body).toMatchObject({ errors: false });
    expect(items(body)).toMatchObject([
      { _id: 'k-1', result: 'created', status: 201 },
      { _id: 'k-2', status: 201 },
    ]);
    expect(kept).toEqual([
      'logs-a-2026.07.ndjson {"n": 1e400, "é":"\\u00e9","@metadata":{"_id":"k-1"}}',
      'logs-a-2026.07.ndjson {"@metadata":{"_id":"k-2"}}',
    ]);
    expect(await count('/logs-a-2026.07/_count')).toBe(2);
    expect(tally.snapshot()).toMatchObject({ received: 2, tenants: { a: 2 }, requests: 1 });
  });

  test('of an index without tenant and month goes by its own', async () => {
    const { bulk, kept, count } = await listen();
    await bulk(
      [{ index: {} }, `{${JULY},"tenant_id":"b"}`, { index: { _index: 'other' } }, `{${JULY}}`],
      '/mine/_bulk',
    );
    expect(kept).toEqual([`logs-b-2026.07.ndjson {${JULY},"tenant_id":"b"}`, `logs-default-2026.07.ndjson {${JULY}}`]);
    expect([await count('/mine/_count'), await count('/other,mine/_count'), await count()]).toEqual([1, 2, 2]);
  });

  test('that is known already is not taken again', async () => {
    const { bulk, kept, count, tally } = await listen();
    await bulk([create('1'), '{"n":1}']);
    const { body } = await bulk([
      create('1'),
      '{"n":2}',
      create('2'),
      '{"n":3}',
      create('2'),
      '{"n":4}',
      create('1', 'logs-b-2026.07'),
      '{}',
    ]);
    expect(body.errors).toBe(true);
    expect(statuses(body)).toEqual([409, 201, 409, 201]);
    expect(items(body)[0]!.error!.type).toBe('version_conflict_engine_exception');
    expect(kept).toHaveLength(3);
    expect(await count('/logs-a-*/_count')).toBe(2);
    expect(tally.snapshot()).toMatchObject({ received: 3, conflicts: 2 });
  });

  test('may be written again by index', async () => {
    const { bulk, kept, count } = await listen();
    const { body } = await bulk([
      { index: { _index: 'a', _id: '1' } },
      '{"n":1}',
      { index: { _index: 'a', _id: '1' } },
      '{"n":2}',
    ]);
    expect(items(body)).toMatchObject([
      { status: 201, result: 'created' },
      { status: 200, result: 'updated' },
    ]);
    expect(kept).toHaveLength(2);
    expect(await count()).toBe(1);
  });

  test('that can not be one is refused alone', async () => {
    const { bulk, kept } = await listen();
    const long = 'x'.repeat(513);
    const lines = ['no json', '[1]', '"text"', '{"n":1}'].flatMap((text, n) => [create(`${n}`), text]);
    const names = ['Upper', '_under', 'a b', ''].flatMap((index) => [create('1', index), '{}']);
    const { status, body } = await bulk([...lines, ...names, create(long), '{}', create(''), '{}']);
    expect(status).toBe(200);
    expect(statuses(body)).toEqual([400, 400, 400, 201, 400, 400, 400, 400, 400, 400]);
    expect(items(body)[0]!.error!.type).toBe('document_parsing_exception');
    expect(items(body)[4]!.error!.type).toBe('invalid_index_name_exception');
    expect(kept).toHaveLength(1);
  });

  test('can not be deleted or updated', async () => {
    const { bulk } = await listen();
    const { body } = await bulk([
      { delete: { _index: 'a', _id: '1' } },
      { update: { _index: 'a', _id: '1' } },
      '{"doc":{}}',
      create('1'),
      '{}',
    ]);
    expect(statuses(body)).toEqual([400, 400, 201]);
    expect(items(body)[0]!.error!.reason).toContain('[delete] is not supported');
  });
});

describe('a request', () => {
  test('is answered with what filter_path names', async () => {
    const { bulk } = await listen();
    const path = '/_bulk?filter_path=errors,items.*.status,items.*.error.type';
    const first = await bulk([create('1'), '{}', create('2'), '{}'], path);
    expect(JSON.stringify(first.body)).toBe(
      '{"errors":false,"items":[{"create":{"status":201}},{"create":{"status":201}}]}',
    );
    const second = await bulk([create('1'), '{}'], path);
    expect(second.body).toEqual({
      errors: true,
      items: [{ create: { status: 409, error: { type: 'version_conflict_engine_exception' } } }],
    });
    expect((await bulk([create('9'), '{}'], '/_bulk?filter_path=items.*.error')).body).toEqual({});
  });

  test.each<[string, readonly (string | object)[], string]>([
    ['no action', ['no json', '{}'], 'Malformed action/metadata line [1]'],
    ['an unknown action', [create('1'), '{}', { upsert: {} }, '{}'], 'Malformed action/metadata line [3]'],
    ['two actions in one', [{ create: {}, index: {} }, '{}'], 'expected one field'],
    ['an action without details', [{ create: 1 }, '{}'], 'expected START_OBJECT'],
    ['an id that is an object', [{ create: { _index: 'a', _id: {} } }, '{}'], '[_id]'],
    ['no index', [{ create: { _id: '1' } }, '{}'], 'index is missing'],
    ['no document', [create('1')], 'is missing'],
    ['nothing', [], 'request body is required'],
  ])('with %s is refused as one', async (_name, lines, reason) => {
    const { bulk, count } = await listen();
    const { status, body } = await bulk(lines);
    expect(status).toBe(400);
    expect(body.error!.reason).toContain(reason);
    // What stood before it was taken, and is known.
    expect(await count()).toBe(lines.length === 4 ? 1 : 0);
  });

  test('is answered when all is safe and no earlier', async () => {
    const order: string[] = [];
    let settled = () => {};
    const safe = new Promise<void>((resolve) => (settled = resolve));
    const files: string[] = [];
    let asked = () => {};
    const settling = new Promise<void>((resolve) => (asked = resolve));
    const { bulk } = await listen({
      settle: (touched) => {
        files.push(...touched);
        asked();
        return safe;
      },
    });
    const answer = bulk([create('1'), '{}', create('1'), '{}']).then(() => order.push('answer'));
    await settling;
    order.push('safe');
    settled();
    await answer;
    expect(order).toEqual(['safe', 'answer']);
    expect(files).toEqual(['logs-a-2026.07.ndjson']);
  });

  test.each(['keep', 'settle'] as const)(
    'that can not be stored (%s) asks for patience, and is taken when it comes again',
    async (fails) => {
      let broken = true;
      const fail = () => {
        if (broken) throw new Error('ENOSPC: no space left on device');
      };
      const { bulk, troubles } = await listen({
        keep: () => (fails === 'keep' ? fail() : undefined),
        settle: async () => (fails === 'settle' ? fail() : undefined),
      });
      const { status, body } = await bulk([create('1'), '{}']);
      expect(status).toBe(503);
      expect(body.error!.reason).toContain('ENOSPC');
      expect(troubles).toEqual([expect.stringContaining('ENOSPC')]);
      broken = false;
      expect(statuses((await bulk([create('1'), '{}'])).body)).toEqual([201]);
    },
  );
});
