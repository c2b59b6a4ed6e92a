import { appendFile, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Generation } from '../../../src/read/tail/generation.js';
import { tempFolder } from '../../support/temp-folder.js';

/** A followed file that was just found. */
async function foundGeneration(): Promise<{ path: string; generation: Generation }> {
  const path = join(await tempFolder(), 'app.log');
  await writeFile(path, 'one\n');
  const handle = await open(path);
  const { dev, ino, birthtimeMs, mtimeMs, size } = await handle.stat();
  const generation = new Generation({
    name: 'app.log',
    path,
    handle,
    dev,
    ino,
    birthtimeMs,
    mtimeMs,
    size,
    start: { at: 0, bytes: Buffer.from('one\n') },
    first: true,
  });
  return { path, generation };
}

/** A followed file that was read to its end, and given back to the system. */
async function closedGeneration(): Promise<{ path: string; generation: Generation }> {
  const { path, generation } = await foundGeneration();
  await generation.startAt(generation.size);
  await generation.rest();
  return { path, generation };
}

describe('a file that got another content, no shorter than the one before', () => {
  const other = (path: string) => writeFile(path, 'two\nthree\n');

  it('is truncated when it is to be begun', async () => {
    const { path, generation } = await foundGeneration();
    await other(path);
    expect(await generation.beginsWith(0, Buffer.from('two\n'))).toBe(false);
    expect(generation).toMatchObject({ ending: 'truncated', size: 4 });
    await generation.close();
  });

  it('is truncated when it is recognised by what it held before', async () => {
    const { path, generation } = await foundGeneration();
    expect(await generation.beginsWith(0, Buffer.from('one\n'))).toBe(true);
    await other(path);
    expect(await generation.startAt(0)).toBe(false);
    expect(generation).toMatchObject({ ending: 'truncated', size: 4, seen: 0 });
    await generation.close();
  });

  it('is truncated when it is first read, and nothing of it is taken for what it held before', async () => {
    const { path, generation } = await foundGeneration();
    await generation.beginsWith(0, Buffer.from('one\n'));
    await generation.startAt(0);
    await other(path);
    expect(await generation.bytesFrom(0, Infinity).read(new Uint8Array(100))).toBe(0);
    expect(generation).toMatchObject({ ending: 'truncated', size: 4, seen: 0 });
    await generation.close();
  });
});

// Its checkpoint was written with a sample of what stood there by then: the next run did not know the copy that was made
// of it, and sent that again under other ids.
it('is not read again where it was truncated, and written beyond its old size', async () => {
  const { path, generation } = await closedGeneration();
  expect(Buffer.from(await generation.readAgain(0, 4)).toString()).toBe('one\n');
  await writeFile(path, 'two\nthree\n');
  expect(await generation.readAgain(0, 4)).toHaveLength(0);
  await generation.close();
});

describe('a file that was given back to the system', () => {
  it('is read on when it is where it was', async () => {
    const { path, generation } = await closedGeneration();
    await appendFile(path, 'two\n');
    await generation.look();
    expect(generation.unread).toBe(true);
    expect(await generation.reopen()).toBe(true);
    expect(generation.isOpen).toBe(true);
  });

  it('has nothing to read while another one has its name, and all of it once it is found', async () => {
    const { path, generation } = await closedGeneration();
    await appendFile(path, 'two\n');
    await generation.look();
    await rename(path, `${path}.1`);
    await writeFile(path, 'three\n');
    expect(await generation.reopen()).toBe(false);
    expect(generation).toMatchObject({ missing: true, unread: false });
    generation.moved(`${path}.1`);
    expect(generation).toMatchObject({ missing: false, unread: true });
    expect(Buffer.from(await generation.readAt(4, 100)).toString()).toBe('two\n');
  });

  it('says that it is not there any more', async () => {
    const { path, generation } = await closedGeneration();
    await rm(path);
    await expect(generation.readAt(0, 1)).rejects.toThrow('app.log: is not where it was');
  });

  it('stays closed once it is closed for good', async () => {
    const { generation } = await closedGeneration();
    await generation.close();
    expect(await generation.reopen()).toBe(false);
    expect(generation).toMatchObject({ isOpen: false, missing: false });
  });
});
