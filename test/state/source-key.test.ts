import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { machineId } from '../../src/state/machine.js';
import { fileKey, streamKey } from '../../src/state/source-key.js';
import { tempFolder } from '../support/temp-folder.js';

const FILE = { dev: 1, ino: 42, birthtimeMs: 1_785_000_000_000.25 };

test('the key of a file depends on machine, inode, birth time and generation, not on the device number', () => {
  const key = fileKey('machine', FILE, 0);
  // Pinned: another value would ship every file again under other ids after an update without its state.
  expect(key).toBe('t6atnxt1t9za');
  expect(fileKey('machine', { ...FILE, dev: 2 }, 0)).toBe(key);
  const others = [
    fileKey('other', FILE, 0),
    fileKey('machine', { ...FILE, ino: 43 }, 0),
    fileKey('machine', { ...FILE, birthtimeMs: 1 }, 0),
    fileKey('machine', FILE, 1),
  ];
  expect(new Set([key, ...others]).size).toBe(5);
  for (const other of others) expect(other).toMatch(/^[0-9a-z]{12}$/);
});

test('the key of a stream stays with its name, and is new without one', () => {
  expect(streamKey('builds')).toBe(streamKey('builds'));
  expect(streamKey('builds')).not.toBe(streamKey('deploys'));
  expect(streamKey()).not.toBe(streamKey());
  expect(streamKey()).toMatch(/^[0-9a-z]{12}$/);
});

test('the machine is known by the first machine id, else by its host name', async () => {
  const folder = await tempFolder();
  const [missing, empty, given] = ['missing', 'empty', 'given'].map((name) => join(folder, name));
  await writeFile(empty!, '\n');
  await writeFile(given!, '0123abcd\n');
  expect(await machineId([missing!, empty!, given!])).toBe('0123abcd');
  expect(await machineId([missing!, empty!])).toBe(hostname());
});
