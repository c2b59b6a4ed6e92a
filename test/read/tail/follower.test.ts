import { appendFile, copyFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Follower } from '../../../src/read/tail/follower.js';
import { OpenFiles } from '../../../src/read/tail/open-files.js';
import { tempFolder } from '../../support/temp-folder.js';

async function following() {
  const path = join(await tempFolder(), 'app.log');
  const files = new OpenFiles(512);
  const follower = new Follower({
    names: [path],
    exclude: [],
    ignoreOlder: undefined,
    now: Date.now,
    trustful: false,
    files,
    onRefused: (error) => {
      throw error;
    },
  });
  await writeFile(path, 'one\n');
  const [first] = (await follower.look()).found;
  return { path, follower, files, first: first! };
}

test('a file that was seen, and lost its name before it could be opened, is found behind the one before it', async () => {
  const { path, follower, files, first } = await following();
  const makeRoom = files.makeRoom.bind(files);
  let beforeOpening = () => rename(path, `${path}.1`);
  files.makeRoom = async () => {
    await beforeOpening();
    await makeRoom();
  };
  await rename(path, `${path}.2`);
  await writeFile(path, 'two\n');
  expect(await follower.look()).toEqual({ found: [], touched: [first] });

  beforeOpening = async () => {};
  await writeFile(path, 'three\n');
  const { found } = await follower.look();
  expect(found.map((file) => file.path)).toEqual([`${path}.1`, path]);
  for (const file of [first, ...found]) await file.close();
});

// The two came before the content that was there when everything was looked at.
test('what is rotated behind the file that has the name is missed with that one, not with what it held before', async () => {
  const { path, follower, first } = await following();
  await truncate(path);
  const [second] = (await follower.look()).found;
  expect(first.ending).toBe('truncated');
  await writeFile(path, 'two\n');
  await rename(path, `${path}.3`);
  for (const number of [2, 1]) await writeFile(`${path}.${number}`, `${number}\n`);
  expect(await follower.missedBehind(path, first)).toEqual([]);

  const { found } = await follower.look();
  expect(found.map((file) => file.path)).toEqual([`${path}.2`, `${path}.1`]);
  for (const file of [first, second!, ...found]) await file.close();
});

test('the copy of what was there when following began, and was not begun, was there as well', async () => {
  const { path, follower, first } = await following();
  await appendFile(path, 'more\n');
  await copyFile(path, `${path}.1`);
  await truncate(path);
  await appendFile(path, 'two\n');
  expect(await first.beginsWith(0, Buffer.from('two\n'))).toBe(false);
  const [second] = (await follower.look()).found;
  const [copy] = await follower.missedBehind(path, first);
  expect([first, second, copy].map((file) => [file?.path, file?.first, file?.foundSize])).toEqual([
    [path, true, 4],
    [path, false, 4],
    [`${path}.1`, true, 4],
  ]);
  for (const file of [first, second!, copy!]) await file.close();
});

test('a look tells to which files something happened', async () => {
  const { path, follower, first } = await following();
  expect(await follower.look()).toEqual({ found: [], touched: [] });
  await appendFile(path, 'two\n');
  expect(await follower.look()).toEqual({ found: [], touched: [first] });
  expect(await follower.look()).toEqual({ found: [], touched: [] });
  await first.close();
});
