import { expect, test } from 'vitest';
import type { Generation } from '../../../src/read/tail/generation.js';
import type { Reader } from '../../../src/ship/tail/reader.js';
import { Readers } from '../../../src/ship/tail/readers.js';

/** Readers that rest once they were visited, but for the busy ones. */
function world(...names: readonly string[]) {
  const readers = new Readers();
  const busy = new Set<string>();
  const all = new Map(
    names.map((name) => {
      const generation = { path: name } as Generation;
      const reader = {
        generation,
        over: false,
        get atRest() {
          return !busy.has(name);
        },
      };
      return [name, reader as unknown as Reader];
    }),
  );
  for (const reader of all.values()) readers.append(reader);
  const namesOf = (some: Iterable<Reader>) => Array.from(some, ({ generation }) => generation.path);
  const visit = () => {
    const taken = readers.restless;
    for (const reader of taken) readers.visited(reader);
    return namesOf(taken);
  };
  return { readers, busy, visit, namesOf, reader: (name: string) => all.get(name)! };
}

test('a reader is visited once, then when something happens to its file, and as long as it is busy', () => {
  const { readers, busy, visit, reader } = world('a', 'b', 'c');
  expect(visit()).toEqual(['a', 'b', 'c']);
  expect(visit()).toEqual([]);
  for (const name of ['c', 'a']) readers.stir(reader(name).generation);
  busy.add('c');
  expect(visit()).toEqual(['a', 'c']);
  expect(visit()).toEqual(['c']);
  busy.clear();
  expect([visit(), visit()]).toEqual([['c'], []]);
});

test('one that is put behind the others keeps that place, and one that is removed is left alone', () => {
  const { readers, visit, namesOf, reader } = world('a', 'b', 'c');
  readers.append(reader('a'));
  readers.remove(reader('b'));
  readers.stir(reader('b').generation);
  expect(namesOf(readers)).toEqual(['c', 'a']);
  expect(visit()).toEqual(['c', 'a']);
});
