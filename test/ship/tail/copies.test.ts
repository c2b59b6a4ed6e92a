import { open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Generation } from '../../../src/read/tail/generation.js';
import { holdSame } from '../../../src/ship/tail/copies.js';
import { tempFolder } from '../../support/temp-folder.js';

async function followed(folder: string, name: string, content: string): Promise<Generation> {
  const path = join(folder, name);
  await writeFile(path, content);
  const handle = await open(path);
  const { dev, ino, birthtimeMs, mtimeMs, size } = await handle.stat();
  return new Generation({ name, path, handle, dev, ino, birthtimeMs, mtimeMs, size, first: false });
}

test('two files hold the same where the longer one begins as the shorter one does', async () => {
  const folder = await tempFolder();
  const short = await followed(folder, 'a', 'one\n');
  const long = await followed(folder, 'b', 'one\ntwo\n');
  const other = await followed(folder, 'c', 'two\n');
  expect(await holdSame(short, long)).toBe(true);
  expect(await holdSame(short, other)).toBe(false);
  for (const generation of [short, long, other]) await generation.close();
});

test('one that was closed, and has another name now, holds nothing that a file could be compared with', async () => {
  const folder = await tempFolder();
  const fresh = await followed(folder, 'a', 'one\n');
  const closed = await followed(folder, 'b', 'one\n');
  await closed.rest();
  await rename(closed.path, `${closed.path}.1`);
  expect(await holdSame(fresh, closed)).toBe(false);
  await fresh.close();
});
