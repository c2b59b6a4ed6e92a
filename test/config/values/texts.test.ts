import { describe, expect, it } from 'vitest';
import { choice, host, text } from '../../../src/config/values/texts.js';

describe('texts', () => {
  it('takes any text but an empty one, and nothing that only looks like text', () => {
    expect(text.read(' kept as it is ')).toBe(' kept as it is ');
    expect(['', 42, true, null].map((raw) => text.read(raw))).toEqual(Array(4).fill(undefined));
  });
});

describe('hosts', () => {
  it.each([
    ['logstash', 'logstash'],
    [' logs.example.com ', 'logs.example.com'],
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
    ['[2001:db8::7]', '2001:db8::7'],
  ])('reads %j', (raw, expected) => expect(host.read(raw)).toBe(expected));

  it.each(['', ' ', 'tcp://logstash', 'logstash:5000', 'a,b', 'a b', 'user@logstash', '[::1]:5000', '[]'])(
    'refuses %j',
    (raw) => expect(host.read(raw)).toBeUndefined(),
  );
});

describe('choices', () => {
  const protocol = choice('tcp', 'udp');

  it('takes its words in any case', () => {
    expect(['tcp', 'UDP', ' tcp '].map((raw) => protocol.read(raw))).toEqual(['tcp', 'udp', 'tcp']);
  });

  it('refuses any other, and says which there are', () => {
    expect(['http', '', 1].map((raw) => protocol.read(raw))).toEqual([undefined, undefined, undefined]);
    expect(protocol.expects).toBe('one of tcp, udp');
  });
});
