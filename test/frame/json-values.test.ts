import { describe, expect, test } from 'vitest';
import type { Frame } from '../../src/frame/framer.js';
import { jsonValueFramer } from '../../src/frame/json-values.js';
import { framesOf, type ShortFrame } from '../support/frames.js';

const framer = jsonValueFramer({ maxLineBytes: 100 });

test.each<[title: string, source: string, records: string[]]>([
  ['an array on one line', '[{"a":1},{"b":2}]', ['{"a":1}', '{"b":2}']],
  ['a pretty-printed array', '[\n  {\n    "a": 1\n  },\n  {"b":2}\n]\n', ['{\n    "a": 1\n  }', '{"b":2}']],
  ['an empty array', ' [ ] ', []],
  ['objects one after the other', '{"a":1}{"b":2} {"c":3}\n{"d":4}', ['{"a":1}', '{"b":2}', '{"c":3}', '{"d":4}']],
  ['pretty-printed objects', '{\n"a":\n[1]\n}\n\n{\n}', ['{\n"a":\n[1]\n}', '{\n}']],
  ['arrays one after the other', '[{"a":1}]\n[{"b":2}]', ['{"a":1}', '{"b":2}']],
  ['brackets inside strings', '[{"a":"}]{["},{"b":"\\"]"}]', ['{"a":"}]{["}', '{"b":"\\"]"}']],
  ['a missing comma, which costs nothing', '[{"a":1} {"b":2}]', ['{"a":1}', '{"b":2}']],
  ['a comma too many at the end, which costs nothing', '[{"a":1},]', ['{"a":1}']],
  ['nothing', '', []],
])('cuts %s', (_, source, records) => {
  expect(framesOf(framer, source)).toEqual(records);
});

describe('what is wrong costs itself alone', () => {
  const cut = 'the array is not closed: the file may have been cut short';
  test.each<[title: string, source: string, frames: ShortFrame[]]>([
    [
      'a number among objects',
      '[{"a":1}, 12, {"b":2}]',
      ['{"a":1}', { fault: 'not an object but a number', at: 10, text: '12' }, '{"b":2}'],
    ],
    [
      'an array in an array',
      '[[{"a":1}],{"b":2}]',
      [{ fault: 'not an object but an array', at: 1, text: '[{"a":1}]' }, '{"b":2}'],
    ],
    [
      'a value that is no JSON',
      '[{"a":1},{"b":x},{"c":3}]',
      ['{"a":1}', { fault: 'malformed JSON: unexpected "x"', at: 14, text: '{"b":x}' }, '{"c":3}'],
    ],
    [
      'a comma before a closing bracket',
      '[\n  {\n    "a": 1,\n  },\n  {\n    "b": 2\n  }\n]',
      [{ fault: 'malformed JSON: unexpected "}"', at: 20, text: '{\n    "a": 1,\n  }' }, '{\n    "b": 2\n  }'],
    ],
    [
      'a closing bracket that lacks, in a pretty-printed array',
      '[\n  {\n    "a": 1\n  {\n    "b": 2\n  },\n  {"c":3}\n]',
      [{ fault: 'malformed JSON: unexpected "{"', at: 19, text: '{\n    "a": 1' }, '{\n    "b": 2\n  }', '{"c":3}'],
    ],
    [
      'a closing bracket that lacks, between pretty-printed objects',
      '{\n  "a": 1\n{\n  "b": 2\n}\n',
      [{ fault: 'malformed JSON: unexpected "{"', at: 11, text: '{\n  "a": 1' }, '{\n  "b": 2\n}'],
    ],
    [
      'a closing bracket and a comma in front of the next object',
      '{\n  "a": 1,\n{\n  "b": 2\n}\n',
      [{ fault: 'malformed JSON: unexpected "{"', at: 12, text: '{\n  "a": 1' }, '{\n  "b": 2\n}'],
    ],
    [
      'a string that is not closed',
      '{\n  "a": "x\n}\n{"b":2}',
      [
        {
          fault: 'malformed JSON: unexpected control character 0x0A (in a string it must be escaped)',
          at: 11,
          text: '{\n  "a": "x\n}',
        },
        '{"b":2}',
      ],
    ],
    [
      'words between objects',
      'oops\n{"a":1}',
      [{ fault: 'malformed JSON: unexpected "o"', at: 0, text: 'oops' }, '{"a":1}'],
    ],
    [
      'a bracket too many',
      '{"a":1}}\n{"b":2}',
      ['{"a":1}', { fault: 'malformed JSON: unexpected "}"', at: 7, text: '}' }, '{"b":2}'],
    ],
    [
      'a comma outside of arrays',
      '{"a":1},{"b":2}',
      ['{"a":1}', { fault: 'malformed JSON: unexpected ","', at: 7, text: ',' }, '{"b":2}'],
    ],
    [
      'a closing bracket too early, and what is left of the record is none',
      '[{"a":],"b":{"c":1}},{"d":2}]',
      [
        { fault: 'malformed JSON: unexpected "]"', at: 6, text: '{"a":]' },
        { fault: 'not an object but a string', at: 8, text: '"b"' },
        { fault: 'malformed JSON: unexpected ":"', at: 11, text: ':{"c":1}' },
        { fault: 'malformed JSON: unexpected "}"', at: 19, text: '}' },
        '{"d":2}',
      ],
    ],
    [
      'the end inside an object',
      '{"a":1}{"b":',
      ['{"a":1}', { fault: 'malformed JSON: it ends too early', at: 12, text: '{"b":' }],
    ],
    [
      'the end inside an object of an array',
      '[{"a":1},{"b":',
      ['{"a":1}', { fault: 'malformed JSON: it ends too early', at: 14, text: '{"b":' }],
    ],
    ['the end inside an array', '[{"a":1},', ['{"a":1}', { fault: cut, at: 9, text: '' }]],
  ])('%s', (_, source, frames) => {
    expect(framesOf(framer, source)).toEqual(frames);
  });
});

describe('a value over the limit', () => {
  const reason = 'the value is longer than 100 bytes';
  const object = (length: number) => `{"a":"${'x'.repeat(length - 8)}"}`;

  test('is met by one byte more, and by no byte less', () => {
    expect(framesOf(framer, `[${object(100)},${object(101)},{"b":2}]`)).toEqual([
      object(100),
      { fault: reason, at: 102, text: object(101) },
      '{"b":2}',
    ]);
  });

  test('is kept in pieces, up to the next line that begins with an object', () => {
    const frames = framesOf(framer, `${object(150)}\n{"b":2}`);
    expect(frames.map((frame) => (typeof frame === 'string' ? frame : frame.text)).join('')).toBe(
      `${object(150)}\n{"b":2}`,
    );
    expect(frames.at(-1)).toBe('{"b":2}');
  });

  // The line feed was once forgotten with the read that it ended, and then the next record was taken for the rest.
  test('ends at a line feed, in whatever read that lies', () => {
    const open: Frame = framer.next(Buffer.from(`{"a":"${'x'.repeat(200)}`), 0, 0, false);
    const state = open.kind === 'fault' ? open.state : 0;
    const second = framer.next(Buffer.from('x"}\n'), 0, state, false);
    expect(second).toMatchObject({ kind: 'fault', next: 3, more: true });
    const third = framer.next(Buffer.from('\n{"b":2}'), 0, state, false);
    expect(third).toMatchObject({ kind: 'fault', next: 1, more: false, state: 0 });
  });

  test('takes nothing with it that a larger read would have shown', () => {
    const source = `${object(120)}\n{"b":2}`;
    const early = framer.next(Buffer.from(source.slice(0, 101)), 0, 0, false);
    expect(framer.next(Buffer.from(source), 0, 0, false)).toEqual(early);
  });
});

describe('more bytes are awaited', () => {
  test.each(['{"a":1', '12', '{"a":x', ' ', '\n'])('behind %j', (source) => {
    expect(framer.next(Buffer.from(source), 0, 0, false)).toEqual({ kind: 'starved' });
  });

  test('with the blanks that tell how far the next value is indented', () => {
    expect(framer.next(Buffer.from('  \n \n  '), 0, 0, false)).toEqual({ kind: 'gap', next: 4, state: 0 });
  });
});
