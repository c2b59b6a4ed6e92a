import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from '../../src/config/nearest-name.js';

describe('edit distance', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['port', 'port', 0],
    ['PORT', 'port', 0],
    ['prot', 'port', 1],
    ['hosts', 'host', 1],
    ['home', 'host', 2],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ])('%j to %j is %d', (a, b, expected) => {
    expect(editDistance(a, b)).toBe(expected);
    expect(editDistance(b, a)).toBe(expected);
  });
});

describe('nearest name', () => {
  it('finds the nearest, the first of several', () => {
    expect(nearestName('tenent', ['service', 'tenant', 'tenets'])).toBe('tenant');
  });

  it('finds nothing among no candidates', () => {
    expect(nearestName('tenant', [])).toBeUndefined();
  });
});
