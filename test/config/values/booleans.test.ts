import { describe, expect, it } from 'vitest';
import { boolean, parseBoolean } from '../../../src/config/values/booleans.js';

describe('booleans', () => {
  it.each(['1', 'true', 't', 'yes', 'y', 'on', 'True', 'TRUE', 'Yes', 'oN', ' on '])('reads %j as true', (word) => {
    expect(parseBoolean(word)).toBe(true);
  });

  it.each(['0', 'false', 'f', 'no', 'n', 'off', 'False', 'NO', 'Off'])('reads %j as false', (word) => {
    expect(parseBoolean(word)).toBe(false);
  });

  it.each(['', ' ', '2', '-1', 'ja', 'truee', 'enabled', 'null', '1.0'])('refuses %j', (word) => {
    expect(parseBoolean(word)).toBeUndefined();
  });

  it('reads what JSON and YAML hold', () => {
    expect([true, false, 1, 0, 'off'].map((raw) => boolean.read(raw))).toEqual([true, false, true, false, false]);
    expect([2, null, [], {}].map((raw) => boolean.read(raw))).toEqual(Array(4).fill(undefined));
  });
});
