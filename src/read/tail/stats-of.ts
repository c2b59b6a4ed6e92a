import { statSync, type Stats } from 'node:fs';

/**
 * Looks at a path. At once and not on another thread: thousands of files that nothing happens to are looked at again
 * and again, and a round trip to a thread costs ten times the look.
 */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
