import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, parse } from 'node:path';
import { ConfigError } from '../model/errors.js';
import { describeFileFault } from './file-fault.js';

/** A file of settings that was read. */
export interface SettingsFile {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Files of a project, in the order in which they are looked for. All of them are data. */
const PROJECT_FILES = [
  '.logshiprc',
  '.logshiprc.json',
  '.logshiprc.yaml',
  '.logshiprc.yml',
  'logship.config.json',
  'logship.config.yaml',
  'logship.config.yml',
  'package.json',
];

/** Files of the user's and of the system's folder. */
const FOLDER_FILES = ['config.json', 'config.yaml', 'config.yml'];

/**
 * Looks for the settings of a project: in the working folder, then in its parents up to the root of the project
 * (the folder that holds package.json or .git) or the home folder. Outside of both only the working folder
 * counts: what lies in /tmp may be anybody's. Throws `ConfigError`.
 * @param top where the way up ends: the root of the file system.
 */
export async function findProjectFile(
  cwd: string,
  home: string,
  top = parse(cwd).root,
): Promise<SettingsFile | undefined> {
  for (const folder of foldersUp(cwd, home, top)) {
    const found = await firstOf(folder, PROJECT_FILES);
    if (found) return found;
  }
  return undefined;
}

/** Looks for `config.{json,yaml,yml}` in a folder. Throws `ConfigError`. */
export function findFolderFile(folder: string): Promise<SettingsFile | undefined> {
  return firstOf(folder, FOLDER_FILES);
}

/** Reads the file that `--config` names; `.js`, `.mjs` and `.cjs` are run. Throws `ConfigError`. */
export async function readNamedFile(path: string): Promise<SettingsFile> {
  return { path, values: asSettings(path, await load(path, await readText(path))) };
}

function foldersUp(cwd: string, home: string, top: string): string[] {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(folder);
    if (folder === home || existsSync(join(folder, 'package.json')) || existsSync(join(folder, '.git'))) return folders;
    if (folder === top) return [cwd];
  }
}

async function firstOf(folder: string, names: readonly string[]): Promise<SettingsFile | undefined> {
  for (const name of names) {
    const path = join(folder, name);
    if (!existsSync(path)) continue;
    const text = await readText(path);
    if (name === 'package.json') {
      // Most have no such key, and whether those are well-formed is not our business.
      if (!/"logship"\s*:/.test(text)) continue;
      const own = asSettings(path, await load(path, text))['logship'];
      if (own !== undefined) return { path, values: asSettings(`${path}: logship`, own) };
    } else if (text.trim() !== '') {
      return { path, values: asSettings(path, await load(path, text)) };
    }
  }
  return undefined;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'no such file of settings' : `can't be read (${code})`;
    throw new ConfigError(`${path}: ${what}`, { cause: error, next: ['Check the path and its permissions.'] });
  }
}

async function load(path: string, text: string): Promise<unknown> {
  const extension = extname(path);
  const data = text.replace(/^\uFEFF/, '');
  try {
    return extension === '.json' ? JSON.parse(data) : await loadOther(path, extension, data);
  } catch (error) {
    throw new ConfigError(`${path}: ${await describeFileFault(extension, data, error)}`, {
      next: ['Correct the file, or move it.'],
    });
  }
}

/**
 * Loads YAML and scripts with the loaders of cosmiconfig. Its search is not used: that one runs
 * `.config/config.js` of the working folder and follows `$import` into scripts, and here settings are data.
 */
async function loadOther(path: string, extension: string, data: string): Promise<unknown> {
  const { defaultLoaders } = await import('cosmiconfig');
  const { noExt: yaml, '.js': script } = defaultLoaders;
  return ['.js', '.mjs', '.cjs'].includes(extension) ? script(path, data) : yaml(path, data);
}

function asSettings(path: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ConfigError(`${path}: settings must be an object of keys and values`, {
    next: ['For example: {"logstashHost": "localhost"}'],
  });
}
