import { expect, test } from 'vitest';
import { KnownIds } from '../../../src/receive/http/known-ids.js';

test('an id is known from its second time on, in its own index', async () => {
  const known = await KnownIds.create();
  expect([known.add('a', '1'), known.add('a', '2'), known.add('b', '1')]).toEqual([false, false, false]);
  expect([known.add('a', '1'), known.add('b', '1'), known.add('b', '2')]).toEqual([true, true, false]);
  known.clear();
  expect(known.add('a', '1')).toBe(false);
});

test('of very many, each is known', async () => {
  const known = await KnownIds.create();
  const count = 50_000;
  let [first, second] = [0, 0];
  for (let id = 0; id < count; id++) if (known.add('a', `id-${id}`)) first++;
  for (let id = 0; id < count; id++) if (known.add('a', `id-${id}`)) second++;
  expect([first, second]).toEqual([0, count]);
});

test('the oldest are forgotten first, and so many are always remembered', async () => {
  const known = await KnownIds.create(100);
  for (let id = 0; id < 250; id++) known.add('a', `${id}`);
  // 0 … 99 were given up when 199 had come.
  expect(known.add('a', '150')).toBe(true);
  expect(known.add('a', '100')).toBe(true);
  expect(known.add('a', '99')).toBe(false);
});
