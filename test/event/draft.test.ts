import { describe, expect, test } from 'vitest';
import { Draft } from '../../src/event/draft.js';

function edited(json: string, edit: (draft: Draft) => void): string {
  const draft = new Draft(Buffer.from(json));
  edit(draft);
  return Buffer.concat(draft.render()).toString();
}
const X = Buffer.from('"x"');

test.each(['{}', '{ }', '{ "a" : 1 , "a":2\t}', '{"a":{"b":[{}]},"n":1e400,"m":-0}'])(
  '%s comes out as it went in',
  (json) => {
    expect(edited(json, () => {})).toBe(json);
  },
);

describe('set', () => {
  test.each([
    ['adds to an empty object', '{}', '{"k":"x"}'],
    ['adds to an empty object with a blank', '{ }', '{ "k":"x"}'],
    ['adds behind the last member', '{"a":1 }', '{"a":1 ,"k":"x"}'],
    ['replaces a value where it stands', '{"k" : 1 , "b":2}', '{"k" : "x" , "b":2}'],
    ['replaces the last of several', '{"k":1,"k":2}', '{"k":1,"k":"x"}'],
    ['finds a key with escapes', '{"\\u006b":1}', '{"\\u006b":"x"}'],
    ['finds no key inside another object', '{"a":{"k":1}}', '{"a":{"k":1},"k":"x"}'],
    ['is not misled by a string that looks like a key', '{"a":"\\"k\\":1"}', '{"a":"\\"k\\":1","k":"x"}'],
  ])('%s', (_, json, event) => {
    expect(edited(json, (draft) => draft.set('k', X))).toBe(event);
  });

  test('replaces what was set before', () => {
    expect(
      edited('{"a":1}', (draft) => {
        for (const name of ['a', 'k']) draft.set(name, Buffer.from('0'));
        for (const name of ['a', 'k']) draft.set(name, X);
      }),
    ).toBe('{"a":"x","k":"x"}');
  });

  test('writes a name as JSON', () => {
    expect(edited('{}', (draft) => draft.set('a"\n', X))).toBe('{"a\\"\\n":"x"}');
  });
});

describe('remove', () => {
  test.each([
    ['the only member', '{"k":1}', '{}'],
    ['the only member and not the blanks', '{ "k":1 }', '{  }'],
    ['the first member', '{"k":1, "a":2}', '{"a":2}'],
    ['one in the middle', '{"a":1, "k":2, "b":3}', '{"a":1, "b":3}'],
    ['the last member', '{"a":1 , "k":2 }', '{"a":1 }'],
    ['all of one name', '{"k":1,"a":2,"k":3,"k":4}', '{"a":2}'],
    ['nothing', '{"a":{"k":1}}', '{"a":{"k":1}}'],
  ])('takes out %s', (_, json, event) => {
    expect(edited(json, (draft) => draft.remove('k'))).toBe(event);
  });

  test.each([
    ['{"k":1}', '{"k":"x"}'],
    ['{"k":1,"a":2}', '{"a":2,"k":"x"}'],
    ['{"a":2,"k":1}', '{"a":2,"k":"x"}'],
  ])('and a field of that name is then added: %s', (json, event) => {
    expect(
      edited(json, (draft) => {
        draft.remove('k');
        draft.set('k', X);
      }),
    ).toBe(event);
  });

  test('and its neighbours are edited', () => {
    expect(
      edited('{"a":1,"k":2,"b":3}', (draft) => {
        draft.remove('k');
        draft.set('a', X);
        draft.rename('b', 'c');
        draft.set('b', X);
      }),
    ).toBe('{"a":"x","c":3,"b":"x"}');
  });
});

describe('rename', () => {
  test('gives a field another name where it stands, and leaves its own free', () => {
    expect(
      edited('{"k" : 1,"a":2}', (draft) => {
        draft.rename('k', '_k');
        expect(draft.field('k')).toBeUndefined();
        draft.set('k', X);
      }),
    ).toBe('{"_k" : 1,"a":2,"k":"x"}');
  });

  test('takes the last of several', () => {
    expect(edited('{"k":1,"k":2}', (draft) => draft.rename('k', '_k'))).toBe('{"k":1,"_k":2}');
  });

  test('keeps a value that was replaced', () => {
    expect(
      edited('{"k":1}', (draft) => {
        draft.set('k', X);
        draft.rename('k', '_k');
      }),
    ).toBe('{"_k":"x"}');
  });
});

test('a field is found as it will be sent', () => {
  const draft = new Draft(Buffer.from('{"a": 1,"a" : 2,"b":3}'));
  const value = (name: string) => draft.field(name)?.value.toString();
  expect(Buffer.from(draft.field('a')!.value).toString()).toBe('2');
  draft.set('a', X);
  draft.set('c', X);
  draft.remove('b');
  expect([draft.field('a')?.value, draft.field('c')?.value, value('b')]).toEqual([X, X, undefined]);
});

test('a field is known by a test of its name, one that was added too', () => {
  const draft = new Draft(Buffer.from('{"host.name":1}'));
  draft.set('log', X);
  expect(draft.some((name) => name.startsWith('host.'))).toBe(true);
  expect(draft.some((name) => name === 'log')).toBe(true);
  expect(draft.some((name) => name === 'host')).toBe(false);
});
