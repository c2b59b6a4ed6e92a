import { expect, test } from 'vitest';
import { filterOf, matches } from '../../../src/receive/http/filter-path.js';

const ANSWER = {
  took: 1,
  errors: false,
  items: [{ create: { _id: 'a', status: 201, error: { type: 't' } } }, { index: { status: 409 } }],
};

test.each<[string | null, object]>([
  [null, ANSWER],
  ['', ANSWER],
  ['-took', ANSWER],
  ['errors', { errors: false }],
  ['errors,items.*.status', { errors: false, items: [{ create: { status: 201 } }, { index: { status: 409 } }] }],
  ['items.create._id', { items: [{ create: { _id: 'a' } }] }],
  ['items.*.error', { items: [{ create: { error: { type: 't' } } }] }],
  ['**.type', { items: [{ create: { error: { type: 't' } } }] }],
  ['items.**', { items: ANSWER.items }],
  ['t*k', { took: 1 }],
  ['nothing.here', {}],
])('%j', (list, picked) => {
  expect(filterOf(list)(ANSWER)).toEqual(picked);
});

test.each([
  ['logs-*', 'logs-a', true],
  ['logs-*-2026.*', 'logs-a-2026.07', true],
  ['*a*b*', 'xaxbx', true],
  ['*', '', true],
  ['a*a', 'a', false],
  ['*.07', 'logs-a-2026.08', false],
  ['logs', 'logs-a', false],
])('%s and %s: %s', (pattern, name, fits) => {
  expect(matches(pattern, name)).toBe(fits);
});
