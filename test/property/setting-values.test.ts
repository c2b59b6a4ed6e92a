import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBoolean } from '../../src/config/values/booleans.js';
import { formatDuration, parseDuration, seconds } from '../../src/config/values/durations.js';
import { fieldPairs } from '../../src/config/values/lists.js';
import { formatSize, parseSize } from '../../src/config/values/sizes.js';

const TRUE = ['1', 'true', 't', 'yes', 'y', 'on'];
const FALSE = ['0', 'false', 'f', 'no', 'n', 'off'];
const milliseconds = fc.oneof(
  fc.nat(2_073_600_000),
  fc.nat(576).map((hours) => hours * 3_600_000),
);

describe('values of settings', () => {
  it('reads yes and no in any case', () => {
    const anyCase = (words: string[]) => fc.mixedCase(fc.constantFrom(...words));
    fc.assert(fc.property(anyCase(TRUE), (word) => parseBoolean(word) === true));
    fc.assert(fc.property(anyCase(FALSE), (word) => parseBoolean(word) === false));
  });

  it('refuses every other word for yes and no', () => {
    const other = fc.string().filter((word) => ![...TRUE, ...FALSE].includes(word.trim().toLowerCase()));
    fc.assert(fc.property(other, (word) => parseBoolean(word) === undefined));
  });

  it('reads back the durations that it writes', () => {
    fc.assert(fc.property(milliseconds, (value) => parseDuration(formatDuration(value)) === value));
    fc.assert(fc.property(milliseconds, (value) => seconds(0).read(seconds(0).show(value)) === value));
  });

  it('reads back the sizes that it writes', () => {
    const bytes = fc.oneof(
      fc.maxSafeNat(),
      fc.nat(4000).map((count) => count * 1024 ** 3),
    );
    fc.assert(fc.property(bytes, (value) => parseSize(formatSize(value)) === value));
  });

  it('reads back the fields that it writes', () => {
    const pair = fc.tuple(
      fc.string({ minLength: 1 }).filter((key) => !key.includes('=') && !key.startsWith('@')),
      fc.string(),
    );
    const pairs = fc.uniqueArray(pair, { selector: ([key]) => key });
    fc.assert(
      fc.property(pairs, (value) => {
        expect(fieldPairs.read(fieldPairs.show(value))).toEqual(value);
      }),
    );
  });
});
