import { readdirSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ReceiveError } from '../../src/receive/errors.js';
import { FolderStore } from '../../src/receive/folder-store.js';
import { tempFolder } from '../support/temp-folder.js';

const lines = (text: string) => Buffer.from(text);
const FILE = 'logs-default-2026.07.ndjson';

describe('FolderStore', () => {
  it('makes the folder, and appends across openings', async () => {
    const folder = join(await tempFolder(), 'deep', 'down');
    for (const text of ['{"n":1}\n', '{"n":2}\n']) {
      const store = await FolderStore.open(folder);
      store.keep(FILE, lines(text));
      await store.close();
    }
    expect(await readFile(join(folder, FILE), 'utf8')).toBe('{"n":1}\n{"n":2}\n');
  });

  it('has written what it was given before it returns', async () => {
    const folder = await tempFolder();
    const store = await FolderStore.open(folder);
    store.keep(FILE, lines('{}\n'));
    expect(await readFile(join(folder, FILE), 'utf8')).toBe('{}\n');
    await store.close();
  });

  it('ends a line that a killed writer left torn, so that the next one stays whole', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, FILE), '{"n":1}\n{"n":');
    const store = await FolderStore.open(folder);
    store.keep(FILE, lines('{"n":2}\n'));
    await store.close();
    expect(await readFile(join(folder, FILE), 'utf8')).toBe('{"n":1}\n{"n":\n{"n":2}\n');
  });

  it('holds no more files open than it needs, however many tenants there are', async () => {
    const folder = await tempFolder();
    const store = await FolderStore.open(folder);
    const names = Array.from({ length: 600 }, (_, tenant) => `logs-t${tenant}-2026.07.ndjson`);
    const before = openFiles();
    for (const text of ['{"n":1}\n', '{"n":2}\n']) for (const name of names) store.keep(name, lines(text));
    expect(openFiles() - before).toBeLessThanOrEqual(512);
    for (const name of names) expect(await readFile(join(folder, name), 'utf8')).toBe('{"n":1}\n{"n":2}\n');
    await store.close();
  });

  it('does not call a file safe that was taken away, and makes a new one', async () => {
    const folder = await tempFolder();
    const store = await FolderStore.open(folder);
    store.keep(FILE, lines('{"n":1}\n'));
    await rm(join(folder, FILE));
    await expect(store.settle([FILE])).rejects.toThrow('ENOENT');
    store.keep(FILE, lines('{"n":2}\n'));
    await store.settle([FILE]);
    expect(await readFile(join(folder, FILE), 'utf8')).toBe('{"n":2}\n');
    await rm(join(folder, FILE));
    await store.close();
  });

  it('says so when the folder is a file', async () => {
    const path = join(await tempFolder(), 'file');
    await writeFile(path, '');
    const failure = FolderStore.open(path);
    await expect(failure).rejects.toThrow(ReceiveError);
    await expect(failure).rejects.toThrow(path);
  });
});

function openFiles(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}
