import { expect, test } from 'vitest';
import { type Holed, leadingNuls } from '../../src/kit/leading-nuls.js';

const MIB = 1024 * 1024;
const LARGE = 3 * MIB + 17;

/** A file in memory, that counts the bytes that are read of it. */
class CountedFile implements Holed {
  readonly dev = -1;
  readonly ino: number;
  read = 0;
  content: Buffer;
  static #files = 0;

  constructor(content: Buffer) {
    this.ino = CountedFile.#files++;
    this.content = content;
  }

  async readAt(offset: number, length: number): Promise<Uint8Array> {
    const bytes = this.content.subarray(offset, offset + length);
    this.read += bytes.length;
    return bytes;
  }
}

function holed(hole: number, rest = 'line\n'): Buffer {
  return Buffer.concat([Buffer.alloc(hole), Buffer.from(rest)]);
}

test.each([0, 1, 1000, MIB, MIB + 1, LARGE])(
  'a hole of %i bytes is as long, behind it a line or nothing',
  async (length) => {
    expect(await leadingNuls(new CountedFile(holed(length)))).toBe(length);
    expect(await leadingNuls(new CountedFile(holed(length, '')))).toBe(length);
  },
);

// A start that has forty of them to recognise was not over before the next one.
test('a large hole is read once', async () => {
  const file = new CountedFile(holed(LARGE));
  await leadingNuls(file);
  file.read = 0;
  expect(await leadingNuls(file)).toBe(LARGE);
  expect(file.read).toBeLessThan(100);
  file.content = Buffer.concat([file.content, Buffer.from('another\n')]);
  expect(await leadingNuls(file)).toBe(LARGE);
});

test.each([0, 1, LARGE - 1, LARGE + 1, LARGE * 2])(
  'a file that is written again has the hole that it has by then: %i bytes',
  async (length) => {
    const file = new CountedFile(holed(LARGE));
    await leadingNuls(file);
    file.content = holed(length, 'line\n'.repeat(MIB));
    expect(await leadingNuls(file)).toBe(length);
  },
);

test('a hole with nothing behind it grows', async () => {
  const file = new CountedFile(holed(LARGE, ''));
  await leadingNuls(file);
  file.content = holed(LARGE * 2);
  expect(await leadingNuls(file)).toBe(LARGE * 2);
});
