import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { FileReads } from '../../src/read/file-reads.js';
import { tempFolder } from '../support/temp-folder.js';

const CONTENT = 'abcdefghij';

/** A file, and how often a thread was asked to read it. */
async function opened(path?: string): Promise<{ path: string; handle: FileHandle; threads: () => number }> {
  const file = path ?? join(await tempFolder(), 'app.log');
  if (path === undefined) await writeFile(file, CONTENT);
  const handle = await open(file);
  onTestFinished(() => handle.close());
  let count = 0;
  const read = handle.read.bind(handle) as (...args: unknown[]) => unknown;
  Object.assign(handle, { read: (...args: unknown[]) => (count++, read(...args)) });
  return { path: file, handle, threads: () => count };
}

test('fills what it is given from an offset, and tells the end', async () => {
  const { path, handle } = await opened();
  const reads = new FileReads(handle, path);
  const into = Buffer.alloc(4);
  expect([await reads.read(into, 3), into.toString()]).toEqual([4, 'defg']);
  expect(await reads.read(into, 8)).toBe(2);
  expect(await reads.read(into, CONTENT.length)).toBe(0);
});

test.runIf(process.platform === 'linux')('lets everything else have its turn before each read', async () => {
  const { path, handle, threads } = await opened();
  const reads = new FileReads(handle, path);
  const turns: string[] = [];
  setImmediate(() => turns.push('turn'));
  await reads.read(Buffer.alloc(4), 0);
  expect(turns).toEqual(['turn']);
  expect(threads()).toBe(0);
});

test.runIf(process.platform === 'linux')('leaves reads to threads for a while when one was slow', async () => {
  const { path, handle, threads } = await opened();
  let now = 0;
  const reads = new FileReads(handle, path, { monotonic: () => (now += 100) });
  for (let time = 0; time < 18; time++) expect(await reads.read(Buffer.alloc(4), 0)).toBe(4);
  expect(threads()).toBe(16);
});

test.runIf(process.platform === 'linux')('leaves to threads what is on no disk', async () => {
  const { path, handle, threads } = await opened('/proc/self/status');
  expect(await new FileReads(handle, path).read(Buffer.alloc(4), 0)).toBe(4);
  expect(threads()).toBe(1);
});
