import { expect, test } from 'vitest';
import { WindowSize } from '../../../src/sinks/beats/window-size.js';

test('a window doubles after each full one that is acknowledged quickly, up to a limit', () => {
  const size = new WindowSize(100);
  const seen = [size.events];
  for (let window = 0; window < 10; window++) {
    size.acknowledged(size.events, 20);
    seen.push(size.events);
  }
  expect(seen).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 16_384, 16_384, 16_384]);
});

test('it stays where windows are not full, or not quick', () => {
  const size = new WindowSize(100);
  size.acknowledged(99, 20);
  size.acknowledged(100, 2000);
  expect(size.events).toBe(100);
});

test('it halves where windows break, and comes back', () => {
  const size = new WindowSize(5);
  const seen = [1, 2, 3, 4].map(() => {
    size.broke();
    return size.events;
  });
  expect(seen).toEqual([2, 1, 1, 1]);
  size.acknowledged(1, 20);
  expect(size.events).toBe(2);
});

test('who asks for large windows gets them', () => {
  const size = new WindowSize(50_000);
  size.acknowledged(50_000, 20);
  expect(size.events).toBe(50_000);
});
