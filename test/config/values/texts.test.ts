import { describe, expect, it } from 'vitest';
import { choice, text } from '../../../src/config/values/texts.js';

describe('texts', () => {
  it('takes any text but an empty one, and nothing that only looks like text', () => {
    expect(text.read(' kept as it is ')).toBe(' kept as it is ');
    expect(['', 42, true, null].map((raw) => text.read(raw))).toEqual(Array(4).fill(undefined));
  });
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
