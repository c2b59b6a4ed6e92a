import { expect, test } from 'vitest';
import { type Holed, leadingNuls, startOf } from '../../src/kit/leading-nuls.js';

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

// Lines of the one and the hole of the other were taken for a file that is binary, and never shipped.
test.each(Array.from({ length: 30 }, (_, turn) => turn))(
  'what a file begins with is of one content, though it is truncated and written again by the reading %i',
  async (turn) => {
    const contents = [holed(0, 'one\n'.repeat(10)), holed(40, 'another\n'.repeat(10))];
    let readings = 0;
    const next = () => contents[readings++ < turn ? 0 : 1]!;
    const file = {
      dev: -2,
      ino: turn,
      // Byte by byte, as it may happen.
      readAt: async (offset: number, length: number) => {
        const bytes: number[] = [];
        for (let at = offset; at < offset + length; at++) {
          const content = next();
          if (at >= content.length) break;
          bytes.push(content[at]!);
        }
        return Uint8Array.from(bytes);
      },
    };
    const { at, bytes } = await startOf(file, 8);
    const starts = ['0 one\none\n', '40 another\n'];
    expect(starts).toContain(`${at} ${Buffer.from(bytes).toString()}`);
  },
);
