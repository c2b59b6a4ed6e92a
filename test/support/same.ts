import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';

/** Expects two results to be equal. Compares by a quick way first: in a property, nearly always all is well. */
export function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}
