import { describe, expect, test } from 'vitest';
import { lineFramer } from '../../src/frame/lines.js';
import { framesOf } from '../support/frames.js';

const json = lineFramer({ maxLineBytes: 20 }, true);
const text = lineFramer({ maxLineBytes: 20 }, false);
const tooLong = 'the line is longer than 20 bytes';

describe('lines of JSON', () => {
  test.each<[title: string, source: string, records: string[]]>([
    ['end with a line feed', 'a\nb\n', ['a', 'b']],
    ['end with the source', 'a\nb', ['a', 'b']],
    ['end with CRLF', 'a\r\nb\r\n', ['a', 'b']],
    ['are no records where they are blank', '\n\n \t\r\na\n\n', ['a']],
    ['lose the blanks around them', ' \ta b \t\n', ['a b']],
    ['keep a carriage return inside', 'a\rb\n', ['a\rb']],
    ['are none in an empty source', '', []],
  ])('%s', (_, source, records) => {
    expect(framesOf(json, source)).toEqual(records);
  });
});

describe('lines of text', () => {
  test.each<[title: string, source: string, records: string[]]>([
    ['keep their blanks', '  a \t\n', ['  a \t']],
    ['lose one carriage return at the end', 'a\r\r\n', ['a\r']],
    ['are no records where they are blank', ' \t\r\na', ['a']],
  ])('%s', (_, source, records) => {
    expect(framesOf(text, source)).toEqual(records);
  });
});

describe('the limit of a line', () => {
  const x = (length: number) => 'x'.repeat(length);

  test('lets a line of just so many bytes pass', () => {
    expect(framesOf(json, `${x(20)}\n${x(20)}`)).toEqual([x(20), x(20)]);
  });

  test('rejects a longer one, and no other', () => {
    const fault = { fault: tooLong, at: 21, text: x(21) };
    expect(framesOf(json, `${x(20)}\n${x(21)}\na\n`)).toEqual([x(20), fault, 'a']);
  });

  // Blanks behind a record were once not counted when the whole line lay in one read, and counted when it did not.
  test.each([`${' '.repeat(20)}a\n`, `a${' '.repeat(20)}\n`, `${' '.repeat(21)}\n`, `${x(20)}\r\n`])(
    'counts all bytes in front of the line feed: %j',
    (line) => {
      expect(framesOf(json, line)).toEqual([{ fault: tooLong, at: 0, text: line.slice(0, -1) }]);
      const [bytes, border] = [Buffer.from(line), line.length - 1];
      expect(json.next(bytes.subarray(0, border), 0, 0, false)).toMatchObject({ kind: 'fault', more: true });
    },
  );

  test('keeps a line in pieces where it does not fit into memory', () => {
    const first = json.next(Buffer.from(x(30)), 0, 0, false);
    expect(first).toMatchObject({ kind: 'fault', start: 0, end: 30, next: 30, more: true });
    const state = first.kind === 'fault' ? first.state : 0;
    const second = json.next(Buffer.from(`${x(5)}\na\n`), 0, state, false);
    expect(second).toMatchObject({ kind: 'fault', start: 0, end: 5, next: 6, state: 0, more: false });
  });
});

test('half a line waits for the rest', () => {
  expect(json.next(Buffer.from('abc'), 0, 0, false)).toEqual({ kind: 'starved' });
});
