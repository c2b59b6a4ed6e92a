import { expect, test } from 'vitest';
import { Rate } from '../../../src/ship/tail/rate.js';

test('a rate is that of the last second or two', () => {
  const rate = new Rate(500);
  expect(rate.at(500, 0)).toBe(0);
  expect(rate.at(1500, 100)).toBe(100);
  expect(rate.at(2500, 400)).toBe(300);
  expect(rate.at(3500, 400)).toBe(0);
});

test('another one who asks in between does not change it', () => {
  const rate = new Rate(0);
  expect(rate.at(1000, 100)).toBe(100);
  expect(rate.at(1001, 100)).toBe(100);
  expect(rate.at(2000, 200)).toBe(100);
});
