import { describe } from 'vitest';

/** What a test needs of the machine: it is found, or this line says what is missing and how to get it. */
export type Requirement<T> = { readonly found: T } | { readonly missing: string };

/**
 * A `describe` for tests that need something of the machine. Without it they are skipped, and their name says why;
 * in CI, where everything is there, its absence is a failure.
 */
export function describeWith<T>(requirement: Requirement<T>, name: string, tests: (found: T) => void): void {
  if ('found' in requirement) {
    describe(name, () => tests(requirement.found));
  } else if (process.env['CI']) {
    throw new Error(`${name}: ${requirement.missing}`);
  } else {
    describe.skip(`${name} (${requirement.missing})`, () => {});
  }
}
