import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../model/errors.js';
import type { Variables } from './layer.js';

/** A `.env` file that was read. */
export interface DotEnv {
  readonly path: string;
  readonly variables: Variables;
}

/**
 * Reads `.env` in a folder. Nothing is put into the environment of this process.
 * `undefined` where there is no such file (a folder of this name is a Python environment). Throws `ConfigError`.
 */
export async function readDotEnv(folder: string): Promise<DotEnv | undefined> {
  const path = join(folder, '.env');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined;
    throw new ConfigError(`${path}: can't be read (${code})`, {
      cause: error,
      next: ['Make it readable, or move it.'],
    });
  }
  const { parse } = await import('dotenv');
  return { path, variables: parse(text) };
}
