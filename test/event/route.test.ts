import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/kit/clock.js';
import { Router, UNPARSABLE } from '../../src/event/route.js';

const NOW = Date.parse('2026-12-31T23:59:59Z');
const router = () => new Router({ ...systemClock, now: () => NOW });

describe('Router', () => {
  it.each([
    ['{"tenant_id":"acme","@timestamp":"2026-07-01T10:00:00Z"}', 'logs-acme-2026.07.ndjson'],
    ['{"tenant_id":"acme","@timestamp":"2026-07-01T10:00:00.123456Z"}\n', 'logs-acme-2026.07.ndjson'],
    ['{"@timestamp":"2026-08-01T01:00:00+02:00"}', 'logs-default-2026.07.ndjson'],
    ['{"@timestamp":"2026-07-31T23:30:00-01:00"}', 'logs-default-2026.08.ndjson'],
    ['{"message":"no time, no tenant"}', 'logs-default-2026.12.ndjson'],
    ['{"@timestamp":"yesterday"}', 'logs-default-2026.12.ndjson'],
    ['{"@timestamp":"2026-13-01T10:00:00Z"}', 'logs-default-2026.12.ndjson'],
    ['{"@timestamp":"+012026-07-01T10:00:00Z"}', 'logs-default-2026.12.ndjson'],
    ['{"@timestamp":1783000000}', 'logs-default-2026.12.ndjson'],
    ['{"tenant_id":42}', 'logs-42-2026.12.ndjson'],
    ['{"tenant_id":"first","tenant_id":"last"}', 'logs-last-2026.12.ndjson'],
    ['{"tenant\\u005fid":"escaped"}', 'logs-escaped-2026.12.ndjson'],
    ['{"nested":{"tenant_id":"inner"}}', 'logs-default-2026.12.ndjson'],
    ['{"tenant_id":"constructor"}', 'logs-constructor-2026.12.ndjson'],
    [' {"tenant_id":"acme"} \r\n', 'logs-acme-2026.12.ndjson'],
  ])('%s goes to %s', (line, file) => {
    expect(router().route(line)?.file).toBe(file);
  });

  it.each([
    'plain text',
    '{"cut":',
    '[{"a":1}]',
    '"text"',
    'null',
    '17',
    '{} {}',
    '\ufeff{}',
    '{"tenant_id":"../../etc/passwd"}',
    '{"tenant_id":"a/b"}',
    '{"tenant_id":"Acme"}',
    '{"tenant_id":"nul\\u0000"}',
    '{"tenant_id":""}',
    '{"tenant_id":null}',
    '{"tenant_id":true}',
    '{"tenant_id":1.5}',
    `{"tenant_id":"${'x'.repeat(101)}"}`,
  ])('%s is unparsable', (line) => {
    expect(router().route(line)).toBe(UNPARSABLE);
  });

  it.each(['', '\n', ' \t\r\n'])('%j is no event', (line) => {
    expect(router().route(line)).toBeUndefined();
  });

  it('gives lines of one place the same route', () => {
    const same = router();
    const first = same.route('{"@timestamp":"2026-07-01T10:00:00Z"}');
    expect(same.route('{"@timestamp":"2026-07-09T00:00:00Z","tenant_id":"default"}')).toBe(first);
    expect(same.route('{"@timestamp":"2026-08-01T10:00:00Z"}')).not.toBe(first);
  });
});
