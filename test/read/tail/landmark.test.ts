import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Landmark, REMEMBERED } from '../../../src/read/tail/landmark.js';
import { tempFolder } from '../../support/temp-folder.js';

const TEXT = Buffer.from(Array.from({ length: 2000 }, (_, index) => `${index}\n`).join(''));

/** What a file with these bytes is to a landmark, however it is asked. */
async function isIn(landmark: Landmark, content: Uint8Array): Promise<boolean> {
  const path = join(await tempFolder(), 'app.log');
  await writeFile(path, content);
  const handle = await open(path);
  try {
    const answers = [await landmark.isIn(handle), landmark.isInOpen(handle.fd)];
    expect(answers[0]).toBe(answers[1]);
    return answers[0]!;
  } finally {
    await handle.close();
  }
}

/** A copy in memory. */
function copyOf(content: Uint8Array) {
  const readAt = async (offset: number, length: number) => content.subarray(offset, offset + length);
  return { dev: 1, ino: 1, birthtimeMs: 0, readAt };
}

test('a content is known by its first bytes until something is read, and by the last ones from then on', async () => {
  const landmark = new Landmark();
  landmark.place(0, TEXT);
  expect(landmark).toMatchObject({ at: 0, end: REMEMBERED });
  const other = Buffer.from(TEXT);
  other[REMEMBERED - 1] = 0;
  expect(await isIn(landmark, TEXT)).toBe(true);
  expect(await isIn(landmark, other)).toBe(false);
  expect(await isIn(landmark, TEXT.subarray(0, REMEMBERED - 1))).toBe(false);
  landmark.moveOn(0, TEXT.subarray(0, 1000));
  expect(landmark).toMatchObject({ at: 1000 - REMEMBERED, end: 1000 });
  expect(await isIn(landmark, other)).toBe(true);
});

test('however it is read, it is known by as many of the last bytes as are remembered', async () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 2 * REMEMBERED }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(lengths, async (pieces) => {
      const landmark = new Landmark();
      let at = 0;
      for (const length of pieces) {
        landmark.moveOn(at, TEXT.subarray(at, at + length));
        at += length;
      }
      expect(landmark).toMatchObject({ at: Math.max(0, at - REMEMBERED), end: at });
      expect(await landmark.isInCopy(copyOf(TEXT))).toBe(true);
      const other = Buffer.from(TEXT);
      other[at - 1] = 0;
      expect(await landmark.isInCopy(copyOf(other))).toBe(false);
    }),
  );
});

test('where nothing is known, any content may be it, and none is a copy of it', async () => {
  expect(await isIn(new Landmark(), TEXT)).toBe(true);
  expect(await new Landmark().isInCopy(copyOf(TEXT))).toBe(false);
});

test('a hole tells nothing: two files that begin with one are not taken for copies', async () => {
  const landmark = new Landmark();
  const hole = Buffer.alloc(REMEMBERED);
  landmark.place(0, hole);
  expect(await landmark.isInCopy(copyOf(Buffer.concat([hole, TEXT])))).toBe(false);
  landmark.place(REMEMBERED, TEXT);
  expect(await landmark.isInCopy(copyOf(Buffer.concat([hole, TEXT])))).toBe(true);
});
