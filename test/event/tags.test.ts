import { expect, test } from 'vitest';
import { addTags } from '../../src/event/tags.js';

const WANTED = [Buffer.from('"service:shop"'), Buffer.from('"env:prod"')];

test.each<[old: string | undefined, tags: string]>([
  [undefined, '["service:shop","env:prod"]'],
  ['"a"', '["a","service:shop","env:prod"]'],
  ['""', '["","service:shop","env:prod"]'],
  ['"service:shop"', '["service:shop","env:prod"]'],
  ['[]', '["service:shop","env:prod"]'],
  ['[ ]', '[ "service:shop","env:prod"]'],
  ['["a"]', '["a","service:shop","env:prod"]'],
  ['[ "a" , "b" ]', '[ "a" , "b" ,"service:shop","env:prod"]'],
  ['["env:prod"]', '["env:prod","service:shop"]'],
  ['["e\\u006ev:prod"]', '["e\\u006ev:prod","service:shop"]'],
  ['[1,null,["env:prod"],{"env:prod":1}]', '[1,null,["env:prod"],{"env:prod":1},"service:shop","env:prod"]'],
])('%s becomes %s', (old, tags) => {
  const value = old === undefined ? undefined : Buffer.from(old);
  expect(Buffer.from(addTags(value, WANTED)!).toString()).toBe(tags);
});

test('an array that lacks nothing is not touched', () => {
  const value = Buffer.from('[ "env:prod","service:shop" ]');
  expect(addTags(value, WANTED)).toBe(value);
});

test.each(['null', '1', 'true', '{"a":1}'])('%s can not be added to', (old) => {
  expect(addTags(Buffer.from(old), WANTED)).toBeUndefined();
});
