import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../src/model/errors.js';
import { describeRule, parseFault } from '../../../src/receive/faults/rule.js';
import { readFaults } from '../../../src/receive/faults/wanted.js';

test.each([
  ['reset', { kind: 'reset', rate: 1, delay: 3000 }, 'reset 100 %'],
  ['reset:0.1', { kind: 'reset', rate: 0.1, delay: 3000 }, 'reset 10 %'],
  ['slow:.005:500ms', { kind: 'slow', rate: 0.005, delay: 500 }, 'slow 0.5 % by 500ms'],
  ['429:1:10s', { kind: '429', rate: 1, delay: 10_000 }, '429 100 %'],
  ['413:0.5', { kind: '413', rate: 0.5, delay: 3000 }, '413 50 %'],
])('%s', (text, rule, words) => {
  expect(parseFault(text)).toEqual(rule);
  expect(describeRule(parseFault(text))).toBe(words);
});

test.each([
  ['rest:0.1', '"rest" is no fault', 'Did you mean reset?'],
  ['late', '"late" is no fault', 'reset, slow, refuse'],
  ['', '"" is no fault', 'reset, slow, refuse'],
  ['reset:2', 'is no rate', 'KIND:RATE'],
  ['reset:0', 'is no rate', 'KIND:RATE'],
  ['reset:x', 'is no rate', 'KIND:RATE'],
  ['slow:1:later', 'is no duration', 'slow:0.05:10s'],
  ['slow:1:1s:2', 'is no duration', 'slow:0.05:10s'],
  ['reset:1:1s', 'takes no duration', 'KIND:RATE'],
])('%j is refused: %s', (text, message, next) => {
  const parse = () => parseFault(text);
  expect(parse).toThrow(ConfigError);
  expect(parse).toThrow(message);
  expect(parse).toThrow(expect.objectContaining({ next: expect.arrayContaining([expect.stringContaining(next)]) }));
});

describe('what is wanted', () => {
  test('is given a seed, where it names none', () => {
    expect(readFaults(['reset'], 7, ['tcp']).seed).toBe(7);
    expect(readFaults(['reset'], undefined, ['tcp']).seed).toBeGreaterThanOrEqual(0);
  });

  test.each([
    [['429'], ['tcp', 'beats'], '--http'],
    [['slow'], ['udp'], '--tcp, --beats, --http'],
  ] as const)('%j needs a road that can do it', (texts, roads, flags) => {
    const read = () => readFaults(texts, 0, roads);
    expect(read).toThrow('has nothing to work on');
    expect(read).toThrow(expect.objectContaining({ next: [expect.stringContaining(flags)] }));
  });

  test('names each kind once', () => {
    expect(() => readFaults(['reset:0.1', 'slow', 'reset:0.2'], 0, ['tcp'])).toThrow('--fail reset is given twice');
  });
});
