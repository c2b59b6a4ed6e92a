import { access, realpath } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { InputError } from '../model/errors.js';
import { STANDARD_INPUT } from './stream-input.js';

/** The files that names and patterns stand for, and the patterns that nothing matches. */
export interface Expanded {
  readonly files: readonly string[];
  readonly refused: readonly InputError[];
}

/**
 * Makes a list of files out of names and patterns, each file once, in the order given. A name that exists is that
 * file, whatever characters it has; a name that does not and holds no pattern is left for `openFile` to refuse.
 */
export async function expandNames(names: readonly string[]): Promise<Expanded> {
  const files = new Map<string, string>();
  const refused: InputError[] = [];
  for (const name of names) {
    const found = await expandName(name);
    if (found.length === 0) refused.push(unmatched(name));
    for (const file of found) {
      const identity = await realpath(file).catch(() => file);
      if (!files.has(identity)) files.set(identity, file);
    }
  }
  return { files: [...files.values()], refused };
}

async function expandName(name: string): Promise<string[]> {
  if (name === STANDARD_INPUT || (await exists(name))) return [name];
  const { glob, isDynamicPattern } = await import('tinyglobby');
  if (!isDynamicPattern(name)) return [name];
  const absolute = isAbsolute(name);
  const found = await glob(name, { onlyFiles: true, dot: true, expandDirectories: false, absolute });
  return found.sort();
}

function unmatched(name: string): InputError {
  return new InputError(name, 'matches no file', { next: ['Check the pattern; a relative one starts from here.'] });
}

async function exists(name: string): Promise<boolean> {
  return access(name).then(
    () => true,
    () => false,
  );
}
