import { describe, expect, it } from 'vitest';
import { wholeNumber } from '../../../src/config/values/numbers.js';

describe('whole numbers', () => {
  const port = wholeNumber(1, 65535);

  it.each([
    ['1', 1],
    ['65535', 65535],
    [' 5000 ', 5000],
    [5000, 5000],
  ])('reads %j', (raw, expected) => expect(port.read(raw)).toBe(expected));

  it.each(['0', '65536', '-1', '5e3', '0x10', '50.0', '5000tcp', '', 1.5, Number.NaN, true, null, ['1']])(
    'refuses %j',
    (raw) => expect(port.read(raw)).toBeUndefined(),
  );

  it('says its range', () => expect(port.expects).toBe('a whole number from 1 to 65535'));
});
