import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { openFile } from '../../src/read/file-input.js';
import type { Input } from '../../src/read/input.js';
import type { ByteSource } from '../../src/model/source.js';
import { tempFolder } from '../support/temp-folder.js';
import { readAll, refusalOf } from './read-all.js';

const TEXT = Array.from({ length: 20_000 }, (_, n) => `${n} ${(n * 7919) % 10_007}\n`).join('');

async function open(compressed: Uint8Array, name = 'app.log.gz'): Promise<Input> {
  const path = join(await tempFolder(), name);
  await writeFile(path, compressed);
  const input = await openFile(path, { maxSize: 0 });
  onTestFinished(() => input.close());
  return input;
}

/** Reads until the source fails. */
async function readUntilFault(bytes: ByteSource): Promise<{ text: string; fault: string }> {
  const pieces: Buffer[] = [];
  const into = new Uint8Array(1000);
  for (;;) {
    try {
      const length = await bytes.read(into);
      if (length === 0) throw new Error('the source ended without a fault');
      pieces.push(Buffer.from(into.subarray(0, length)));
    } catch (error) {
      return { text: Buffer.concat(pieces).toString(), fault: (error as Error).message };
    }
  }
}

test('is known by its content, whatever its name, and read decompressed', async () => {
  const input = await open(gzipSync(TEXT), 'app.log');
  expect(input.size).toBeUndefined();
  expect(Buffer.from(input.head).toString()).toBe(TEXT.slice(0, 64 * 1024));
  expect(await readAll(await input.open(0))).toBe(TEXT);
  expect(await readAll(await input.open(100_000))).toBe(TEXT.slice(100_000));
});

test('several members are one text', async () => {
  const input = await open(Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]));
  expect(await readAll(await input.open(0))).toBe('one\ntwo\n');
});

test('an empty text is no fault', async () => {
  const input = await open(gzipSync(''));
  expect(await readAll(await input.open(0))).toBe('');
});

test('looks anywhere in the text, forwards and back', async () => {
  const { file } = await open(gzipSync(TEXT));
  const at = async (offset: number, length: number) => Buffer.from(await file!.readAt(offset, length)).toString();
  expect(await at(100, 10)).toBe(TEXT.slice(100, 110));
  expect(await at(200_000, 10)).toBe(TEXT.slice(200_000, 200_010));
  expect(await at(5, 10)).toBe(TEXT.slice(5, 15));
  expect(await at(TEXT.length - 2, 10)).toBe(TEXT.slice(-2));
});

// A log that was compressed, and rotated on while it was shipped, got a checkpoint with a sample of the file that had its
// name by then: the next run did not know it any more, and sent it again under other ids.
test('is read on and looked into though another file has its name now', async () => {
  const input = await open(gzipSync(TEXT));
  const bytes = await input.open(100);
  await rename(input.path, `${input.path}.older`);
  await writeFile(input.path, gzipSync('another one\n'));
  expect(Buffer.from(await input.file!.readAt(0, 10)).toString()).toBe(TEXT.slice(0, 10));
  expect(await readAll(await input.open(0))).toBe(TEXT);
  expect(await readAll(bytes)).toBe(TEXT.slice(100));
});

test.each([
  ['far behind', 0.9],
  ['within what is read at once', 0.1],
  ['in its last bytes', 1],
])('a file that is cut off %s gives all that stands before, and then says so', async (_, share) => {
  const whole = gzipSync(TEXT);
  const cut = Math.min(whole.length - 4, Math.floor(whole.length * share));
  const input = await open(whole.subarray(0, cut));
  const { text, fault } = await readUntilFault(await input.open(0));
  expect(TEXT.startsWith(text)).toBe(true);
  expect(text.length).toBeGreaterThan(TEXT.length * share * 0.8);
  expect(fault).toContain("app.log.gz: can't be decompressed (unexpected end of file)");
  // To look into it is allowed: what is not there is not there.
  expect(await input.file!.readAt(TEXT.length + 1, 10)).toHaveLength(0);
});

test('a cut off file is gone on with behind an offset', async () => {
  const whole = gzipSync(TEXT);
  const input = await open(whole.subarray(0, Math.floor(whole.length / 2)));
  const { text } = await readUntilFault(await input.open(50_000));
  expect(TEXT.slice(50_000).startsWith(text)).toBe(true);
  expect(text).not.toBe('');
});

test('a file of which nothing can be read is refused', async () => {
  const nothing = await refusalOf(open(gzipSync(TEXT).subarray(0, 8)));
  expect(nothing.message).toContain("can't be decompressed");
  expect(nothing.next[0]).toContain('gzip -t');
  const garbage = Buffer.concat([gzipSync('').subarray(0, 10), Buffer.alloc(100, 0xff)]);
  expect((await refusalOf(open(garbage))).message).toContain("can't be decompressed");
});

test('a compressed binary is refused', async () => {
  expect((await refusalOf(open(gzipSync(Buffer.alloc(10))))).message).toContain('is binary');
});
