import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expandNames } from '../../src/read/expand.js';
import { tempFolder } from '../support/temp-folder.js';

async function folderWith(...names: string[]): Promise<string> {
  const folder = await tempFolder();
  for (const name of names) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), 'x\n');
  }
  return folder;
}

test('a pattern stands for the files that it matches, sorted, and for no folder', async () => {
  const folder = await folderWith('b.log', 'a.log', 'a.txt', 'sub.log/c.log', 'sub.log/deep/d.log');
  const at = (name: string) => join(folder, name);
  expect(await expandNames([at('*.log')])).toEqual({ files: [at('a.log'), at('b.log')], refused: [] });
  const { files } = await expandNames([at('**/{c,d}.log')]);
  expect(files).toEqual([at('sub.log/c.log'), at('sub.log/deep/d.log')]);
});

test('a name that exists is that file, whatever characters it has', async () => {
  const folder = await folderWith('app[1].log', 'app1.log', '*.log');
  const names = [join(folder, 'app[1].log'), join(folder, '*.log')];
  expect(await expandNames(names)).toEqual({ files: names, refused: [] });
});

test('each file is taken once, in the order given, whatever it is called', async () => {
  const folder = await folderWith('a.log', 'b.log');
  const [a, b, link] = ['a.log', 'b.log', 'link.log'].map((name) => join(folder, name)) as [string, string, string];
  await symlink(a, link);
  const { files } = await expandNames([
    b,
    link,
    join(folder, '.', '*.log'),
    `${folder}/../${b.split('/').at(-2)}/b.log`,
  ]);
  expect(files).toEqual([b, link]);
});

test('a pattern that nothing matches is refused, and the other names are not', async () => {
  const folder = await folderWith('a.log');
  const { files, refused } = await expandNames([join(folder, '*.txt'), join(folder, 'a.log'), '-']);
  expect(files).toEqual([join(folder, 'a.log'), '-']);
  expect(refused.map(({ message }) => message)).toEqual([`${join(folder, '*.txt')}: matches no file`]);
});

test('a plain name that does not exist is left to be refused when it is opened', async () => {
  expect(await expandNames(['/no/such/file.log'])).toEqual({ files: ['/no/such/file.log'], refused: [] });
});
