import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readArrived } from './arrived.js';
import { tempFolder } from './temp-folder.js';

const line = (seq: number, id = `id-${seq}`) => `${JSON.stringify({ seq, '@metadata': { _id: id } })}\n`;
const CLEAN = { lost: [], duplicates: 0, strayed: 0, collisions: 0, torn: [], unexpected: [] };

/** What is found in files of this content. */
async function arrived(expected: number, ...files: string[]) {
  const folder = join(await tempFolder(), 'received');
  await mkdir(folder);
  for (const [index, content] of files.entries()) await writeFile(join(folder, `file-${index}`), content);
  return readArrived(folder, { expected });
}

it('finds nothing amiss where nothing is', async () => {
  expect(await arrived(3, line(2) + line(0), line(1).trimEnd())).toEqual({ ...CLEAN, events: 3 });
});

it('names what was lost', async () => {
  expect(await arrived(4, line(1), line(3))).toEqual({ ...CLEAN, events: 2, lost: [0, 2] });
});

it('counts copies under the same id as duplicates', async () => {
  expect(await arrived(2, line(0) + line(1), line(0) + line(0))).toEqual({ ...CLEAN, events: 4, duplicates: 2 });
});

it('tells copies that no id takes away, and events that an id takes away wrongly', async () => {
  const found = await arrived(3, line(0) + line(0, 'other') + line(1, 'same') + line(2, 'same') + '{"seq":1}\n');
  expect(found).toEqual({ ...CLEAN, events: 5, strayed: 2, collisions: 1 });
});

it('shows lines that were cut off or ran into each other, and does not count them as arrived', async () => {
  const torn = ['{"seq":0,"@meta', '{"seq":1,"a{"seq":2}', '[]'];
  expect(await arrived(3, `${torn.join('\n')}\n${line(2)}`)).toEqual({ ...CLEAN, events: 1, lost: [0, 1], torn });
});

it('names numbers that were never sent', async () => {
  expect(await arrived(1, line(0) + line(7))).toEqual({ ...CLEAN, events: 2, unexpected: [7] });
});

it('reads one file, with a field of another name and lines across the borders of chunks', async () => {
  const path = join(await tempFolder(), 'witness');
  const pad = 'ü'.repeat(700_000);
  await writeFile(path, [0, 1, 2].map((n) => `${JSON.stringify({ n, pad })}\n`).join(''));
  expect(await readArrived(path, { expected: 3, sequence: 'n' })).toEqual({ ...CLEAN, events: 3 });
});
