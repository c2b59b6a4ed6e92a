import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { InterruptedError } from '../../src/model/errors.js';
import { openStream } from '../../src/read/stream-input.js';
import { readAll, refusalOf } from './read-all.js';

const never = new AbortController().signal;

/** A stream that gives one piece after the other. */
function streamOf(...pieces: (string | Uint8Array)[]): Readable {
  return Readable.from(pieces.map((piece) => Buffer.from(piece as Uint8Array)));
}

test('the pieces of a stream are read as one text, the one that was looked at first', async () => {
  const input = await openStream(streamOf('on', 'e\ntw', 'o\n'), never);
  expect(input).toMatchObject({ name: '-', path: 'stdin', size: undefined, file: undefined });
  expect(Buffer.from(input.head).toString()).toBe('on');
  expect(await readAll(await input.open(0), 1)).toBe('one\ntwo\n');
});

test.each([0, 1, 2, 3, 6, 7, 99])('goes on behind byte %i', async (offset) => {
  const input = await openStream(streamOf('on', 'e\ntw', 'o'), never);
  expect(await readAll(await input.open(offset))).toBe('one\ntwo'.slice(offset));
});

test('a stream without a byte is no fault', async () => {
  const input = await openStream(streamOf(), never);
  expect(await readAll(await input.open(0))).toBe('');
});

test('a compressed stream is refused with the way to decompress it', async () => {
  const error = await refusalOf(openStream(streamOf(gzipSync('x')), never));
  expect(error.message).toBe('stdin: is compressed');
  expect(error.next).toEqual(['Decompress it on the way: zcat FILE | logship upload -']);
});

test('a binary stream is refused', async () => {
  expect((await refusalOf(openStream(streamOf(Buffer.alloc(3)), never))).message).toBe('stdin: is binary');
});

test('a stream that breaks says so', async () => {
  const stream = new PassThrough();
  stream.write('begun');
  const bytes = await (await openStream(stream, never)).open(0);
  await bytes.read(new Uint8Array(10));
  stream.destroy(new Error('EIO'));
  expect((await refusalOf(bytes.read(new Uint8Array(10)))).message).toBe("stdin: can't be read (EIO)");
});

test('who waits for the first byte can be called off', async () => {
  const stream = new PassThrough();
  const controller = new AbortController();
  const opening = openStream(stream, controller.signal);
  const reason = new InterruptedError('SIGINT');
  controller.abort(reason);
  await expect(opening).rejects.toBe(reason);
  expect(stream.destroyed).toBe(true);
});
