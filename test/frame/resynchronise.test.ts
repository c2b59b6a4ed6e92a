import { expect, test } from 'vitest';
import { resynchronise } from '../../src/frame/resynchronise.js';

/** `^` marks where a value went wrong. */
function rest(marked: string, depth: number, column = 0): { wreck: string; next: string } | undefined {
  const at = marked.indexOf('^');
  const source = marked.replace('^', '');
  const found = resynchronise(Buffer.from(source), at, { from: 0, depth, column });
  return found && { wreck: source.slice(0, found.end), next: source.slice(found.next) };
}

test.each<[title: string, marked: string, depth: number, wreck: string, next: string]>([
  ['behind the bracket that closes the value', '{"a":^x},{"b":2}', 1, '{"a":x}', ',{"b":2}'],
  ['behind the outer bracket of several', '{"a":[^x{}]} {"b":2}', 2, '{"a":[x{}]}', ' {"b":2}'],
  ['not at a bracket in a string', '{"a":^x,"b":"}"}, 1', 1, '{"a":x,"b":"}"}', ', 1'],
  ['not at a bracket behind an escaped quote', '{"a":^x,"b":"\\"}"}, 1', 1, '{"a":x,"b":"\\"}"}', ', 1'],
  ['at a line that begins like a record', '{"a":^x\n{"b":2}', 1, '{"a":x', '{"b":2}'],
  ['at that line, without the comma in front', '{"a":^x,\n{"b":2}', 1, '{"a":x', '{"b":2}'],
  ['where the fault itself begins such a line', '{"a":1\n^{"b":2}', 1, '{"a":1', '{"b":2}'],
  ['at the bracket of what encloses the value', '^x]', 0, 'x', ']'],
  ['at a comma behind a word', '^x,{"b":2}', 0, 'x', ',{"b":2}'],
  ['at an object behind a word', '^x {"b":2}', 0, 'x', '{"b":2}'],
  // Was once taken for a record: an event that nobody had written.
  ['behind an object that is the value of a member', '^: {"b":2},{"c":3}', 0, ': {"b":2}', ',{"c":3}'],
  ['a string ends with its line', '{"a":"x^\n},{"b":2}', 1, '{"a":"x\n}', ',{"b":2}'],
])('goes on %s', (_, marked, depth, wreck, next) => {
  expect(rest(marked, depth)).toEqual({ wreck, next });
});

test('takes a deeper line for a part of the wreck', () => {
  expect(rest('{"a":[^x\n  {"b":2}\n]}, 1', 2)).toEqual({ wreck: '{"a":[x\n  {"b":2}\n]}', next: ', 1' });
});

test('takes a line as deep as the wreck for the next record', () => {
  expect(rest('{"a":[^x\n  {"b":2}\n]}, 1', 2, 2)).toEqual({ wreck: '{"a":[x', next: '{"b":2}\n]}, 1' });
});

test('finds nothing where the bytes end first', () => {
  expect(rest('{"a":^x', 1)).toBeUndefined();
});
