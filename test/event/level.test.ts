import { describe, expect, test } from 'vitest';
import { Draft } from '../../src/event/draft.js';
import { applyLevel } from '../../src/event/level.js';

function withLevel(json: string): string {
  const draft = new Draft(Buffer.from(json));
  applyLevel(draft);
  return Buffer.concat(draft.render()).toString();
}

describe('level is written in capitals where it stands', () => {
  test.each([
    ['{"level":"info","a":1}', '{"level":"INFO","a":1}'],
    ['{"level" : "Warn" }', '{"level" : "WARN" }'],
    ['{"le\\u0076el":"info"}', '{"le\\u0076el":"INFO"}'],
    ['{"level":"stra\\u00dfe"}', '{"level":"STRASSE"}'],
    ['{"level":"in\\nfo"}', '{"level":"IN\\nFO"}'],
    ['{"level":30}', '{"level":"INFO"}'],
    ['{"level":10}', '{"level":"TRACE"}'],
    ['{"level":20}', '{"level":"DEBUG"}'],
    ['{"level":40}', '{"level":"WARN"}'],
    ['{"level":50}', '{"level":"ERROR"}'],
    ['{"level":60}', '{"level":"FATAL"}'],
    ['{"level":"a","level":"b"}', '{"level":"a","level":"B"}'],
  ])('%s', (json, event) => {
    expect(withLevel(json)).toBe(event);
  });
});

test.each([
  '{"level":"INFO"}',
  '{"level":"\\u0049NFO"}',
  '{"level":"IN\\nFO"}',
  '{"level":""}',
  '{"level":null,"severity":"info"}',
  '{"level":35}',
  '{"level":30.0}',
  '{"level":{"name":"info"}}',
  '{"level":["info"]}',
  '{"level":true}',
  '{"message":"info"}',
  '{"severity":"","log":{"level":{}}}',
  '{"log":["level"]}',
])('%s stays as it is', (json) => {
  expect(withLevel(json)).toBe(json);
});

describe('level is added from another field, which stays', () => {
  test.each([
    ['{"severity":"warn"}', '"WARN"'],
    ['{"lvl":50}', '"ERROR"'],
    ['{"log.level":"debug"}', '"DEBUG"'],
    ['{"log":{"level":"debug"}}', '"DEBUG"'],
    ['{"log":{"level":"debug","l\\u0065vel":20}}', '"DEBUG"'],
    ['{"log":{"inner":{"level":"x"},"level":30}}', '"INFO"'],
    ['{"lvl":"a","severity":"b"}', '"B"'],
    ['{"severity":null,"lvl":"a"}', '"A"'],
    ['{"log":{"level":"a"},"log.level":"b"}', '"B"'],
  ])('%s', (json, level) => {
    expect(withLevel(json)).toBe(`${json.slice(0, -1)},"level":${level}}`);
  });
});
