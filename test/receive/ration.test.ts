import { expect, it } from 'vitest';
import { Ration } from '../../src/receive/ration.js';
import { ManualClock } from '../support/manual-clock.js';

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `trouble ${index}`);

function world() {
  const clock = new ManualClock();
  const said: string[] = [];
  const ration = new Ration((message) => said.push(message), clock);
  return { clock, said, ration, tell: (count: number) => numbered(count).forEach((text) => ration.tell(text)) };
}

it('passes on what comes in ordinary numbers', () => {
  const { clock, said, tell } = world();
  tell(10);
  clock.advance(10_000);
  tell(10);
  expect(said).toEqual([...numbered(10), ...numbered(10)]);
});

it('tells of a flood how large it was, and then the next ones again', () => {
  const { clock, said, tell } = world();
  tell(500);
  expect(said).toEqual(numbered(10));
  clock.advance(10_000);
  expect(said.at(-1)).toBe('and 490 more of this kind');
  tell(1);
  expect(said.at(-1)).toBe('trouble 0');
});

it('tells it at the end, once', () => {
  const { said, ration, tell } = world();
  tell(12);
  ration.end();
  ration.end();
  expect(said).toEqual([...numbered(10), 'and 2 more of this kind']);
});
