import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ExitCode } from '../../src/model/exit-code.js';
import { stateFailure } from '../../src/state/failure.js';
import { openStateFolder } from '../../src/state/folder.js';
import { tempFolder } from '../support/temp-folder.js';

test('creates what is missing, for this user alone', async () => {
  const root = join(await tempFolder(), 'deep', 'logship');
  const folder = openStateFolder(root);
  expect(folder.root).toBe(root);
  expect(new Set(await readdir(root))).toEqual(
    new Set(['sources', 'keys', 'checkpoints', 'locks', 'statistics', 'rejects']),
  );
  for (const place of Object.values(folder)) expect((await stat(place)).mode & 0o777).toBe(0o700);
});

test('takes a folder that is there already, as it is', async () => {
  const root = await tempFolder();
  await mkdir(join(root, 'rejects'));
  await writeFile(join(root, 'rejects', 'kept.ndjson'), '{}\n');
  openStateFolder(root);
  openStateFolder(root);
  expect(await readdir(join(root, 'rejects'))).toEqual(['kept.ndjson']);
});

test('says what is wrong, where, and what to do', async () => {
  const file = join(await tempFolder(), 'file');
  await writeFile(file, '');
  expect(() => openStateFolder(join(file, 'state'))).toThrow(
    expect.objectContaining({
      name: 'StateError',
      exitCode: ExitCode.undelivered,
      message: expect.stringContaining(join(file, 'state')) as string,
      next: ['A part of that path is a file, not a folder.', expect.stringContaining('--state-dir')],
    }),
  );
});

test.each(['EACCES', 'EROFS', 'ENOSPC', 'EDQUOT', 'EIO'])('knows what to do about %s', (code) => {
  const error = stateFailure('write', '/state/x', Object.assign(new Error(`${code}: no`), { code }));
  expect(error.message).toBe(`can't write /state/x: ${code}: no`);
  expect(error.next.at(-1)).toContain('LOGSHIP_STATE_DIR');
  expect(stateFailure('use', '/state', error)).toBe(error);
});
