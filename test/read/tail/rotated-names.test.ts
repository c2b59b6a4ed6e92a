import type * as files from 'node:fs';
import { utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { looksRotated, pathsBefore, rotatedFrom, rotatedFromEach } from '../../../src/read/tail/rotated-names.js';
import { tempFolder } from '../../support/temp-folder.js';

const listed = vi.hoisted(() => [] as string[]);
vi.mock('node:fs', async (original) => {
  const real = await original<typeof files>();
  const readdirSync = (path: string) => {
    listed.push(path);
    return real.readdirSync(path);
  };
  return { ...real, readdirSync, default: { ...real, readdirSync } };
});

test.each([
  ['app.log.1', true],
  ['app.log.12.gz', true],
  ['app.log-20260101', true],
  ['app-20260101.log', true],
  ['app_2026-01-01T10.log.gz', true],
  ['app.2026-01-01.log', true],
  ['app.log', false],
  ['app.log2', false],
  ['app.logs', false],
  ['app-error.log', false],
  ['app-2026x.log', false],
  ['my-app.log.1', false],
  ['app', false],
])('%s was app.log: %s', (name, rotated) => {
  expect(looksRotated(`/logs/${name}`, '/logs/app.log')).toBe(rotated);
  expect(pathsBefore(`/logs/${name}`).includes('/logs/app.log')).toBe(rotated);
  expect(looksRotated(`/other/${name}`, '/logs/app.log')).toBe(false);
});

test('the rotated files of a log are found, the oldest first', async () => {
  const folder = await tempFolder();
  const names = ['app.log', 'app.log.1', 'app.log.2.gz', 'app-20260101.log', 'app.log.1.gz', 'other.log.1'];
  for (const [age, name] of names.entries()) {
    writeFileSync(join(folder, name), '');
    utimesSync(join(folder, name), 1000 - age, 1000 - age);
  }
  const found = rotatedFrom(join(folder, 'app.log'));
  // What is being compressed is there twice.
  expect(found.map((path) => basename(path))).toEqual(['app.log.2.gz', 'app.log.1', 'app-20260101.log']);
});

// Each of a thousand logs had the whole folder read, and every name in it compared.
test('a folder is read once for all the logs in it', async () => {
  const folder = await tempFolder();
  const logs = Array.from({ length: 50 }, (_, log) => join(folder, `${log}.log`));
  for (const log of logs) for (const end of ['', '.1', '.2']) writeFileSync(`${log}${end}`, '');
  listed.length = 0;
  const found = rotatedFromEach(logs);
  expect(listed).toEqual([folder]);
  expect(found).toEqual(new Map(logs.map((log) => [log, [`${log}.2`, `${log}.1`]])));
});
