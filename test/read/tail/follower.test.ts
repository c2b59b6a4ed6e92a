import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Follower } from '../../../src/read/tail/follower.js';
import { OpenFiles } from '../../../src/read/tail/open-files.js';
import { tempFolder } from '../../support/temp-folder.js';

test('a file that was seen, and lost its name before it could be opened, is found behind the one before it', async () => {
  const path = join(await tempFolder(), 'app.log');
  let beforeOpening = async (): Promise<void> => {};
  const files = new OpenFiles(512);
  const makeRoom = files.makeRoom.bind(files);
  files.makeRoom = async () => {
    await beforeOpening();
    await makeRoom();
  };
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
  const [first] = await follower.look();

  await rename(path, `${path}.2`);
  await writeFile(path, 'two\n');
  beforeOpening = () => rename(path, `${path}.1`);
  expect(await follower.look()).toEqual([]);

  beforeOpening = async () => {};
  await writeFile(path, 'three\n');
  const found = await follower.look();
  expect(found.map((file) => file.path)).toEqual([`${path}.1`, path]);
  for (const file of [first!, ...found]) await file.close();
});
