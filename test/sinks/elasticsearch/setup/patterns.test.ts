import { describe, expect, test } from 'vitest';
import { covers, overlap } from '../../../../src/sinks/elasticsearch/setup/patterns.js';

const OURS = 'logs-*-20*.*';

describe('two patterns', () => {
  test.each([
    ['logs-*-*', true],
    ['logs-*', true],
    ['*', true],
    ['logs-acme-*', true],
    ['logs-nginx.access-*', true],
    ['*-2026.11', true],
    ['logs-acme-2026.11', true],
    ['metrics-*-*', false],
    ['logs-acme-2026', false],
    ['logs', false],
    ['.logs-*', false],
  ])('%s and ours overlap: %s', (other, expected) => {
    expect([overlap(OURS, other), overlap(other, OURS)]).toEqual([expected, expected]);
  });

  test('that are long are compared soon', () => {
    expect(overlap('a*'.repeat(40), `${'*a'.repeat(40)}b`)).toBe(true);
    expect(overlap(`${'a*'.repeat(40)}c`, `${'*a'.repeat(40)}b`)).toBe(false);
  });
});

describe('a pattern', () => {
  test.each([
    ['logs-*-*', true],
    ['logs-*', true],
    ['*', true],
    ['logs-*-20*', true],
    ['logs-*-2026.*', false],
    ['logs-acme-*', false],
    ['logs-*.*-*', false],
    ['LOGS-*-*', false],
  ])('%s covers ours: %s', (wide, expected) => {
    expect(covers(wide, OURS)).toBe(expected);
  });
});
