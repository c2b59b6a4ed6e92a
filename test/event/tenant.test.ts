import { expect, test } from 'vitest';
import { faultOfTenant, indexName, readTenant } from '../../src/event/tenant.js';

test.each(['acme', 'a', '0', 'kunde-7_x.y+z', 'ünal', '日本', 'a'.repeat(100), 'é'.repeat(50), "o'neil", 'a&b=c;(d)'])(
  '%s may name an index',
  (tenant) => {
    expect(faultOfTenant(tenant)).toBeUndefined();
  },
);

test.each([
  ['', 'tenant_id is empty'],
  ['a'.repeat(101), 'tenant_id is longer than 100 bytes'],
  ['é'.repeat(51), 'tenant_id is longer than 100 bytes'],
  ['Acme', 'tenant_id "Acme" has capital letters'],
  ['Ünal', 'tenant_id "Ünal" has capital letters'],
  ['-a', 'tenant_id "-a" begins with -'],
  ['_a', 'tenant_id "_a" begins with _'],
  ['+a', 'tenant_id "+a" begins with +'],
  ['.', 'tenant_id "." begins with .'],
  ['..', 'tenant_id ".." begins with .'],
  ['a\nb', 'tenant_id "a\\nb" has the character "\\n"'],
  ['\ud800', 'tenant_id "\\ud800" has half of a surrogate pair'],
  ...Array.from('\\/*?"<>| ,#:').map((character) => [
    `a${character}b`,
    `tenant_id ${JSON.stringify(`a${character}b`)} has the character ${JSON.stringify(character)}`,
  ]),
])('%j may not', (tenant, fault) => {
  expect(faultOfTenant(tenant)).toBe(fault);
});

test.each([
  ['"acme"', 'acme'],
  ['"\\u0061cme"', 'acme'],
  ['""', ''],
  ['42', '42'],
  ['9007199254740993', '9007199254740993'],
])('%s names a tenant', (json, tenant) => {
  expect(readTenant(Buffer.from(json))).toBe(tenant);
});

test.each(['null', 'true', '-1', '4.2', '1e3', '{}', '["acme"]'])('%s names none', (json) => {
  expect(readTenant(Buffer.from(json))).toBeUndefined();
});

test('an index has the tenant and the month', () => {
  expect(indexName('acme', '2026-01-31T12:00:00.000Z')).toBe('logs-acme-2026.01');
});
