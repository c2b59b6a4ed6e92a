import { access, realpath } from 'node:fs/promises';
import { InputError } from '../model/errors.js';
import { STANDARD_INPUT } from './stream-input.js';

/**
 * Makes a list of files out of names and patterns, each file once, in the order given. A name that exists is that
 * file, whatever characters it has; a name that does not and holds no pattern is left for `openFile` to refuse.
 * Throws `InputError` for a pattern that nothing matches.
 */
export async function expandNames(names: readonly string[]): Promise<string[]> {
  const files = new Map<string, string>();
  for (const name of names) {
    for (const file of await expandName(name)) {
      const identity = await realpath(file).catch(() => file);
      if (!files.has(identity)) files.set(identity, file);
    }
  }
  return [...files.values()];
}

async function expandName(name: string): Promise<string[]> {
  if (name === STANDARD_INPUT || (await exists(name))) return [name];
  const { glob, isDynamicPattern } = await import('tinyglobby');
  if (!isDynamicPattern(name)) return [name];
  const found = await glob(name, { onlyFiles: true, dot: true, expandDirectories: false });
  if (found.length === 0)
    throw new InputError(name, 'matches no file', { next: ['Check the pattern; a relative one starts from here.'] });
  return found.sort();
}

async function exists(name: string): Promise<boolean> {
  return access(name).then(
    () => true,
    () => false,
  );
}
