import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFolderFile, findProjectFile, readNamedFile } from '../../src/config/settings-file.js';
import { makeWorld } from './world.js';
import type { World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());

describe('files of a project', () => {
  it.each([
    ['.logshiprc', '{"tenant": "pay"}'],
    ['.logshiprc', 'tenant: pay # a comment\n'],
    ['.logshiprc.json', '\uFEFF{"tenant": "pay"}'],
    ['.logshiprc.yaml', 'tenant: pay'],
    ['.logshiprc.yml', 'tenant: pay'],
    ['logship.config.json', '{"tenant": "pay"}'],
    ['logship.config.yaml', 'tenant: pay'],
    ['logship.config.yml', 'tenant: pay'],
    ['package.json', '{"name": "shop", "logship": {"tenant": "pay"}}'],
  ])('%s holding %j', async (name, content) => {
    const path = await world.write(`home/project/${name}`, content);
    expect(await findProjectFile(world.cwd, world.home)).toEqual({ path, values: { tenant: 'pay' } });
  });

  it('are passed over where they say nothing', async () => {
    await world.write('home/project/.logshiprc', ' \n');
    await world.write('home/project/package.json', { name: 'logship', scripts: { logship: 'x' } });
    expect(await findProjectFile(world.cwd, world.home)).toBeUndefined();
  });

  it('are never scripts', async () => {
    const witness = `${world.root}/it-ran`;
    const script = `require('node:fs').writeFileSync(${JSON.stringify(witness)}, '');`;
    for (const name of ['.logshiprc.js', '.logshiprc.cjs', 'logship.config.cjs', '.config/config.js']) {
      await world.write(`home/project/${name}`, script);
    }
    await world.write('home/project/.logshiprc.json', { $import: './logship.config.cjs', tenant: 'pay' });
    const found = await findProjectFile(world.cwd, world.home);
    expect(found?.values['tenant']).toBe('pay');
    expect(existsSync(witness)).toBe(false);
  });
});

describe('the way up', () => {
  it('goes to the home folder', async () => {
    const path = await world.write('home/.logshiprc', 'tenant: pay');
    expect((await findProjectFile(`${world.cwd}/a/b`, world.home))?.path).toBe(path);
  });

  it('prefers the nearer file', async () => {
    await world.write('home/.logshiprc', 'tenant: far');
    const path = await world.write('home/project/logship.config.yml', 'tenant: near');
    expect((await findProjectFile(world.cwd, world.home))?.path).toBe(path);
  });

  it.each(['package.json', '.git/HEAD'])('ends at the root of the project, known by %s', async (marker) => {
    await world.write('home/.logshiprc', 'tenant: far');
    await world.write(`home/project/${marker}`, '{}');
    expect(await findProjectFile(`${world.cwd}/a`, world.home)).toBeUndefined();
    const path = await world.write('home/project/.logshiprc', 'tenant: near');
    expect((await findProjectFile(`${world.cwd}/a`, world.home))?.path).toBe(path);
  });

  it('is not taken outside of a project and of the home', async () => {
    await world.write('shared/.logshiprc', 'tenant: anybody');
    await mkdir(`${world.root}/shared/work`);
    expect(await findProjectFile(`${world.root}/shared/work`, world.home, world.root)).toBeUndefined();
    expect(await findProjectFile(`${world.root}/shared`, world.home, world.root)).toBeDefined();
  });
});

describe('files of the user and of the system', () => {
  it.each(['config.json', 'config.yaml', 'config.yml'])('%s', async (name) => {
    const path = await world.write(`etc/${name}`, '{"tenant": "pay"}');
    expect(await findFolderFile(world.system)).toEqual({ path, values: { tenant: 'pay' } });
  });

  it('may be missing', async () => {
    expect(await findFolderFile(world.system)).toBeUndefined();
  });
});

describe('a named file', () => {
  it.each([
    ['settings.mjs', "export default { tenant: ['p', 'ay'].join('') };"],
    ['settings.cjs', "module.exports = { tenant: ['p', 'ay'].join('') };"],
    ['settings.conf', 'tenant: pay'],
  ])('may be %s', async (name, content) => {
    const path = await world.write(name, content);
    expect(await readNamedFile(path)).toEqual({ path, values: { tenant: 'pay' } });
  });

  it('must exist', async () => {
    await expect(readNamedFile('/nowhere/x.yaml')).rejects.toThrow('/nowhere/x.yaml: no such file of settings');
  });

  it('must be readable', async () => {
    await expect(readNamedFile(world.cwd)).rejects.toThrow(`${world.cwd}: can't be read (EISDIR)`);
  });

  it.each(['[]', '"text"', '7', 'null'])('must hold an object, not %s', async (content) => {
    const path = await world.write('x.json', content);
    await expect(readNamedFile(path)).rejects.toThrow(`${path}: settings must be an object of keys and values`);
  });

  it('tells what a script of settings throws', async () => {
    const path = await world.write('x.mjs', "throw new Error('no vault');");
    await expect(readNamedFile(path)).rejects.toThrow(`${path}: no vault`);
  });
});

describe('malformed files', () => {
  it.each([
    ['a.json', '{\n  "tenant": "pay",\n}', 'malformed JSON: unexpected "}" (line 3, column 1)'],
    ['a.json', '{"tenant": "pay"', 'malformed JSON: it ends too early (line 1, column 17)'],
    ['a.json', '{"tenant": "pay"} x', 'malformed JSON: unexpected "x" (line 1, column 19)'],
    ['a.json', '{"elasticsearchPassword": hunter2}', 'malformed JSON: unexpected "h" (line 1, column 27)'],
    ['a.yaml', 'tenant: pay\ntenant: b\n', 'malformed YAML: duplicated mapping key (line 2, column 1)'],
    ['a.yaml', 'elasticsearchPassword: *hunter2\n', 'malformed YAML: unidentified alias (line 1, column 32)'],
    ['a.yaml', 'elasticsearchPassword: !hunter2 x\n', 'malformed YAML: unknown tag (line 1, column 34)'],
  ])('%s holding %j: where, and nothing quoted', async (name, content, message) => {
    const path = await world.write(name, content);
    await expect(readNamedFile(path)).rejects.toThrow(new RegExp(`^${escape(`${path}: ${message}`)}$`));
  });
});

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
