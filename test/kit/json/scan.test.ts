import { describe, expect, test } from 'vitest';
import { type Member, scanMembers, scanString, scanValue, type ValueScan } from '../../../src/kit/json/scan.js';

function scanText(text: string): ValueScan {
  const bytes = Buffer.from(text);
  return scanValue(bytes, 0, bytes.length);
}

describe('whole values', () => {
  test.each([
    ['an empty object', '{}'],
    ['an empty array', '[]'],
    ['blanks everywhere', '{ \t"a"\r\n:\n1 , "b" : [ ] }'],
    ['an empty key', '{"":0}'],
    ['a key twice', '{"a":1,"a":1}'],
    ['a key with an escaped quote', '{"\\"":1}'],
    ['words', '[true,false,null]'],
    ['a string alone', '"a"'],
    ['a word alone', 'true'],
    ['all short escapes', '"\\"\\\\\\/\\b\\f\\n\\r\\t"'],
    ['escapes by number, in both cases', '"\\u0061\\u00AF\\uabcd"'],
    ['half of a surrogate pair, escaped', '["\\uD800","\\uDFFF\\uD800","\\uDBFFx"]'],
    ['an escaped null', '"\\u0000"'],
    ['a backslash before the closing quote', '"\\\\"'],
    ['DEL, which is no control character to JSON', '"\u007f"'],
    ['line separators of Unicode', '"\u2028\u2029"'],
    ['a byte order mark in a string', '"\ufeff"'],
    ['noncharacters', '"\u{10ffff}\ufffe"'],
    ['zero', '0'],
    ['minus zero', '-0'],
    ['a number with everything', '-12.340e+05'],
    ['an exponent without a sign', '1E22'],
    ['an exponent with leading zeros', '1e-007'],
    ['a number too large for a double', '1e400'],
    ['a number with 100 digits', '9'.repeat(100)],
  ])('%s', (_, text) => {
    expect(scanText(text)).toEqual({ outcome: 'ok', at: Buffer.byteLength(text), depth: 0 });
    expect(() => void JSON.parse(text)).not.toThrow();
  });
});

describe('no values', () => {
  // `^` stands in front of the byte that is wrong.
  test.each([
    ['a trailing comma in an object', '{"a":1,^}'],
    ['a trailing comma in an array', '[1,^]'],
    ['a leading comma', '[^,1]'],
    ['two commas', '[1,^,2]'],
    ['a comma alone in an object', '{^,}'],
    ['no comma', '[1 ^2]'],
    ['no comma between members', '{"a":1 ^"b":2}'],
    ['no colon', '{"a"^1}'],
    ['a comma for a colon', '{"a"^,1}'],
    ['two colons', '{"a":^:1}'],
    ['a colon in an array', '["a"^:1]'],
    ['no value', '{"a":^}'],
    ['a number for a key', '{^1:1}'],
    ['a word for a key', '{^a:1}'],
    ['a key in single quotes', "{^'a':1}"],
    ['the wrong bracket', '[1^}'],
    ['the other wrong bracket', '{"a":1^]'],
    ['a comment', '[1 ^/* one */]'],
    ['a leading zero', '[0^1]'],
    ['a leading plus', '[^+1]'],
    ['a leading point', '[^.5]'],
    ['a point at the end', '[1.^]'],
    ['a point before the exponent', '[1.^e5]'],
    ['an exponent without digits', '[1e^]'],
    ['an exponent with two signs', '[1e+^-2]'],
    ['two points', '[1.2^.3]'],
    ['a minus alone', '[-^]'],
    ['a minus and a blank', '[-^ 1]'],
    ['a minus and a leading zero', '[-0^1]'],
    ['a number in hexadecimal', '[0^x1]'],
    ['NaN', '[^NaN]'],
    ['Infinity', '[^Infinity]'],
    ['minus Infinity', '[-^Infinity]'],
    ['digits of other scripts', '[^１]'],
    ['a word in capitals', '[^True]'],
    ['a word misspelt', '[tru^a]'],
    ['a word with more', '[null^l]'],
    ['an unknown escape', '["\\^a"]'],
    ['an escape by x', '["\\^x00"]'],
    ['a capital U', '["\\^U0000"]'],
    ['an escape with too few digits', '["\\u00^"]'],
    ['an escape with a wrong digit', '["\\u00^G0"]'],
    ['a line feed in a string', '["a^\nb"]'],
    ['a tab in a string', '["^\t"]'],
    ['a null byte in a string', '["^\0"]'],
    ['a null byte between tokens', '[^\0]'],
    ['a form feed between tokens', '[^\f1]'],
    ['a no-break space between tokens', '[^\u00a0 1]'],
    ['a byte order mark inside', '[^\ufeff1]'],
  ])('%s', (_, marked) => {
    const text = marked.replace('^', '');
    const at = Buffer.byteLength(marked.slice(0, marked.indexOf('^')));
    expect(scanText(text)).toMatchObject({ outcome: 'fault', at });
    expect(() => void JSON.parse(text)).toThrow(SyntaxError);
  });
});

describe('values that may go on', () => {
  test.each<[text: string, depth: number]>([
    ['', 0],
    ['{', 1],
    ['{"a"', 1],
    ['{"a":', 1],
    ['{"a":1', 1],
    ['{"a":1,', 1],
    ['[[{"a":["x', 4],
    ['"\\', 0],
    ['"\\u12', 0],
    ['-', 0],
    ['1.', 0],
    ['1e', 0],
    ['1e-', 0],
    ['tru', 0],
  ])('%j', (text, depth) => {
    expect(scanText(text)).toEqual({ outcome: 'open', at: text.length, depth });
  });
});

test('a value ends where it ends, whatever follows', () => {
  expect(scanText('{"a":1}}')).toMatchObject({ outcome: 'ok', at: 7 });
  expect(scanText('12 ')).toMatchObject({ outcome: 'ok', at: 2 });
});

test('bytes outside of what was offered are not looked at', () => {
  const bytes = Buffer.from('x{"a":"b"}x');
  expect(scanValue(bytes, 1, 10)).toMatchObject({ outcome: 'ok', at: 10 });
  expect(scanValue(bytes, 1, 9)).toMatchObject({ outcome: 'open', at: 9 });
});

test.each(['{"a":', '[', '[{"a":'])('any depth is read, of %s', (opening) => {
  const closing = opening
    .replaceAll(/[^[{]/g, '')
    .replaceAll('[', ']')
    .replaceAll('{', '}')
    .split('')
    .toReversed()
    .join('');
  const levels = 100_000;
  const text = `${opening.repeat(levels)}0${closing.repeat(levels)}`;
  expect(scanText(text)).toEqual({ outcome: 'ok', at: text.length, depth: 0 });
  expect(scanText(text.slice(0, -1))).toMatchObject({ outcome: 'open', depth: 1 });
});

test('members are told with their borders, those of inner objects are not', () => {
  const text = ' {"a" : 1 ,"b\\"":{"c":[{"d":2}]}, "e":[ ] } '.trim();
  const bytes = Buffer.from(text);
  const members: Member[] = [];
  expect(scanMembers(bytes, 0, bytes.length, members).outcome).toBe('ok');
  expect(
    members.map((member) => [text.slice(member.start, member.keyEnd), text.slice(member.valueStart, member.valueEnd)]),
  ).toEqual([
    ['"a"', '1'],
    ['"b\\""', '{"c":[{"d":2}]}'],
    ['"e"', '[ ]'],
  ]);
});

test('a string ends at its closing quote', () => {
  const bytes = Buffer.from('"a\\"b" "c"');
  expect(scanString(bytes, 0, bytes.length)).toBe(6);
});
