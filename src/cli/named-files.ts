import { ConfigError } from '../model/errors.js';

/** Refuses an empty name: as a path it would be the folder that we are in. Throws `ConfigError`. */
export function refuseEmptyNames(names: readonly string[]): void {
  if (!names.includes('')) return;
  throw new ConfigError('the name of a file is empty', {
    next: ['Is a variable of the shell empty? Give a path, a pattern in quotes, or - for standard input.'],
  });
}
