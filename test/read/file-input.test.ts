import { execFileSync } from 'node:child_process';
import { appendFile, chmod, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { InputError } from '../../src/model/errors.js';
import { openFile } from '../../src/read/file-input.js';
import type { Input } from '../../src/read/input.js';
import { lookAtLog } from '../../src/read/look-at.js';
import { tempFolder } from '../support/temp-folder.js';
import { readAll, refusalOf } from './read-all.js';

const LIMITS = { maxSize: 1024 };

async function fileWith(content: string | Uint8Array, name = 'app.log'): Promise<string> {
  const path = join(await tempFolder(), name);
  await writeFile(path, content);
  return path;
}

async function open(path: string): Promise<Input> {
  const input = await openFile(path, LIMITS);
  onTestFinished(() => input.close());
  return input;
}

/** Becomes somebody who is not root, until the test ends. */
function dropRights(): void {
  if (process.geteuid?.() !== 0) return;
  process.seteuid!(65534);
  onTestFinished(() => process.seteuid!(0));
}

describe('refused', () => {
  test.each([
    ['missing', async () => join(await tempFolder(), 'none.log'), 'does not exist', 'relative'],
    ['under a file', async () => join(await fileWith('x'), 'none.log'), 'does not exist', 'relative'],
    ['a folder', tempFolder, 'is a folder', "/*.log'"],
    ['too large', () => fileWith('x'.repeat(1025)), 'is too large: 1.0 KB, and the limit is 1.0 KB', '--max-size 0'],
    ['binary', () => fileWith(Buffer.from('text\0text')), 'is binary', 'UTF-8'],
    ['UTF-16, little endian', () => fileWith(Buffer.from('\ufeffa\n', 'utf16le')), 'is UTF-16', 'iconv -f UTF-16'],
    ['UTF-16, big endian', () => fileWith(Buffer.from('\ufeffa\n', 'utf16le').swap16()), 'is UTF-16', 'iconv'],
    ['UTF-16 without a mark', () => fileWith(Buffer.from('a\n', 'utf16le')), 'is binary', 'UTF-8'],
    ['named too long', async () => join(await tempFolder(), 'x'.repeat(300)), "can't be opened (ENAMETOOLONG)", ''],
  ])('%s', async (_, make, reason, next) => {
    const path = await make();
    const error = await refusalOf(openFile(path, LIMITS));
    expect(error.message).toBe(`${path}: ${reason}`);
    expect(error.next.join('\n')).toContain(next);
  });

  test('a named pipe, without waiting for a writer', async () => {
    const path = join(await tempFolder(), 'pipe');
    execFileSync('mkfifo', [path]);
    const error = await refusalOf(openFile(path, LIMITS));
    expect(error.message).toBe(`${path}: is no regular file`);
    expect(error.next).toEqual(['A pipe or a device is read from standard input: logship upload -']);
  });

  test('a device', async () => {
    expect((await refusalOf(openFile('/dev/zero', LIMITS))).message).toBe('/dev/zero: is no regular file');
  });

  test('unreadable', async () => {
    const path = await fileWith('x\n');
    await chmod(path, 0);
    dropRights();
    const error = await refusalOf(openFile(path, LIMITS));
    expect(error.message).toBe(`${path}: may not be read`);
    expect(error.next).toEqual([`Give yourself the right to read it: ls -l ${path}`]);
    await expect(lookAtLog(path)).rejects.toBeInstanceOf(InputError);
  });
});

test('no limit is no limit, and the limit itself is allowed', async () => {
  const path = await fileWith('x'.repeat(1024));
  expect((await open(path)).size).toBe(1024);
  await appendFile(path, 'y'.repeat(1024));
  const input = await openFile(path, { maxSize: 0 });
  expect(input.size).toBe(2048);
  await input.close();
});

test('an empty file is no fault', async () => {
  const input = await open(await fileWith(''));
  expect(input.head).toHaveLength(0);
  expect(await readAll(await input.open(0))).toBe('');
});

test('is read from an offset, in pieces of any size', async () => {
  const input = await open(await fileWith('0123456789'));
  expect(await readAll(await input.open(3), 2)).toBe('3456789');
  expect(await readAll(await input.open(10), 2)).toBe('');
});

test('what is appended while it is read is read too', async () => {
  const path = await fileWith('one\n');
  const input = await open(path);
  const bytes = await input.open(0);
  const into = new Uint8Array(100);
  expect(await bytes.read(into)).toBe(4);
  await appendFile(path, 'two\n');
  expect(await readAll(bytes)).toBe('two\n');
});

test('a file that is truncated while it is read ends there', async () => {
  const path = await fileWith('0123456789');
  const bytes = await (await open(path)).open(0);
  await bytes.read(new Uint8Array(4));
  await truncate(path, 2);
  expect(await readAll(bytes)).toBe('');
});

test('looks anywhere in it; fewer bytes only at the end', async () => {
  const { file } = await open(await fileWith('0123456789'));
  expect(Buffer.from(await file!.readAt(2, 3)).toString()).toBe('234');
  expect(Buffer.from(await file!.readAt(8, 3)).toString()).toBe('89');
  expect(await file!.readAt(20, 3)).toHaveLength(0);
});

test('a look for a log that is gone, or is none, finds nothing', async () => {
  expect(await lookAtLog('/no/such/file.log')).toBeUndefined();
  expect(await lookAtLog(await fileWith(Buffer.from('\0')))).toBeUndefined();
  const found = await lookAtLog(await fileWith('x\n'));
  expect(Buffer.from(await found!.readAt(0, 1)).toString()).toBe('x');
  await found!.close();
});
