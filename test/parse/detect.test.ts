import { expect, test } from 'vitest';
import type { Format } from '../../src/model/event.js';
import { detectFormat } from '../../src/parse/detect.js';

test.each<[title: string, head: string, format: Format]>([
  ['objects, one a line', '{"a":1}\n{"b":2}\n', 'ndjson'],
  ['one object on one line', '{"a":1}', 'ndjson'],
  ['an empty object', '{}\n', 'ndjson'],
  ['an object behind blank lines', '\n  \r\n{"a":1}\n', 'ndjson'],
  ['a first line that goes beyond the head', '{"a":"xxxx', 'ndjson'],
  ['a first line that is broken', '{"a":x}\n{"b":2}\n', 'ndjson'],
  ['a first line with a string that is not closed', '{"a":"x\n{"b":2}\n', 'ndjson'],
  // Once taken for an object that goes over lines, which cost the second record.
  ['a first line that is cut off behind a value', '{"a":1\n{"b":2}\n{"c":3}\n', 'ndjson'],
  ['a first line that is cut off in front of a value', '{"a":\n{"b":2}\n{"c":3}\n', 'ndjson'],
  ['a first line that is cut off, and the second is the last', '{"a":\n{"b":2}', 'ndjson'],
  ['words behind an object', '{"a":1} oops\n', 'ndjson'],
  ['an object that goes over lines', '{\n  "a": 1\n}\n', 'json'],
  ['an object that goes over lines and beyond the head', '{\n  "a": 1,\n', 'json'],
  ['an object over lines that is broken', '{\n  "a": x\n}\n', 'json'],
  ['an object over lines that is not closed', '{\n  "a": 1\n{\n  "b": 2\n}\n', 'json'],
  ['an object over lines with a list of objects', '{"list":[\n{"b":1},\n{"b":2}\n]}\n', 'json'],
  ['objects on one line', '{"a":1}{"b":2}\n', 'json'],
  ['objects on one line, with a blank between', '{"a":1} {"b":2}\n', 'json'],
  ['an array of objects', '[{"a":1}]', 'json'],
  ['an array of objects over lines', '[\n  {\n', 'json'],
  ['an empty array', ' [ ]\n', 'json'],
  ['an array of numbers, which is no array of records', '[1,2]\n', 'text'],
  ['a line that begins with a bracket', '[2026-01-31 12:00:00] INFO ready\n', 'text'],
  ['a level in brackets', '[INFO] ready\n', 'text'],
  ['words', 'ready\n', 'text'],
  ['nothing', '', 'text'],
  ['blanks', ' \n\t\n', 'text'],
  ['a banner in front of objects', 'node v20\n{"a":1}\n{"b":2}\n', 'ndjson'],
  ['words and as many objects', 'one\n{"a":1}\n', 'text'],
  ['words and then lines that only begin with an object', 'one\n{"a":1} x\n{"b":2},\n', 'text'],
])('%s', (_, head, format) => {
  expect(detectFormat(Buffer.from(head))).toBe(format);
});
