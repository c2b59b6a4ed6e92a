import { describe, expect, test } from 'vitest';
import { exceptionsIn, UnreadableAnswer } from '../../../src/sinks/elasticsearch/response.js';

const created = { create: { status: 201 } };
const conflict = { create: { status: 409, error: { type: 'version_conflict_engine_exception', reason: '[1]: …' } } };
const answer = (...items: unknown[]) => JSON.stringify({ errors: items.includes(conflict), items });

describe('a bulk answer', () => {
  test('without errors names no event', () => {
    expect(exceptionsIn(answer(created), 1)).toEqual([]);
    expect(exceptionsIn(answer(created, created, created), 3)).toEqual([]);
  });

  test('with more to it than was asked for names no event either', () => {
    expect(exceptionsIn(`{"took":1,"errors":false,"items":[{"create":{"_id":"a","status":201}}]}`, 1)).toEqual([]);
  });

  test('names events by their place', () => {
    const exceptions = exceptionsIn(answer(created, conflict, created, conflict), 4);
    expect(exceptions.map(({ index }) => index)).toEqual([1, 3]);
  });

  test('that calls itself free of errors is still read when an item went elsewhere', () => {
    const body = answer(created, { create: { status: 201, failure_store: 'used' } });
    expect(exceptionsIn(body, 2)).toMatchObject([{ index: 1, verdict: { kind: 'reject' } }]);
  });

  test.each([
    ['too few items', answer(created, created), 3],
    ['too many items', answer(created, created), 1],
    ['half of it', answer(created, created).slice(0, 40), 2],
    ['no items', '{"errors":false}', 1],
    ['items without a status', '{"errors":false,"items":[{"create":{}}]}', 1],
    ['an item that is none', '{"errors":false,"items":[null]}', 1],
    ['nothing', '', 1],
    ['a page', '<html>', 1],
    ['null', 'null', 1],
  ])('with %s is unreadable', (_, body, sent) => {
    expect(() => exceptionsIn(body, sent)).toThrow(UnreadableAnswer);
  });
});
