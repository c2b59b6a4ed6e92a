import { expect, test } from 'vitest';
import { readKafka, topic } from '../../../src/config/values/kafka.js';
import { showTarget } from '../../../src/config/values/target.js';

test.each([
  ['//b1:9093,b2/logs', 'kafka://b1:9093,b2:9092/logs'],
  ['//b1', 'kafka://b1:9092/logs'],
  ['//[::1]:9092/a.b_c-1', 'kafka://[::1]:9092/a.b_c-1'],
])('kafka:%s', (rest, shown) => {
  expect(showTarget(readKafka(rest)!)).toBe(shown);
});

test.each(['', '//', '//b1/a/b', '//b1:0/logs', '//b1,,b2/logs', '//b1/lo gs', '//b1/logs?x=1'])(
  'kafka:%s names no brokers and topic',
  (rest) => {
    expect(readKafka(rest)).toBeUndefined();
  },
);

test.each(['', '.', '..', 'a/b', 'x'.repeat(250)])('%j is no topic', (name) => {
  expect(topic.read(name)).toBeUndefined();
});
